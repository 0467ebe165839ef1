package dev.martlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.attribute.LineNumberInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sizes beyond which nobody reads: 500 lines a file, 60 a method. Generated code is exempt. */
class SizeTest {
  private static final int FILE_LINES = 500;
  private static final int METHOD_LINES = 60;
  private static final List<String> MODULES =
      List.of("wire", "guest", "cli", "server", "acceptance", "bench");

  @Test
  void noFileIsLongerThanFiveHundredLines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (String module : MODULES) {
      for (Path source : files(Path.of("..", module, "src"), ".java")) {
        long lines = Files.readString(source).lines().count();
        if (lines > FILE_LINES) {
          tooLong.add(source + ": " + lines);
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void noMethodIsLongerThanSixtyLines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (String module : MODULES) {
      for (Path compiled : files(Path.of("..", module, "target", "classes"), ".class")) {
        if (!compiled.toString().contains("/wire/shape/")) {
          longMethods(ClassFile.of().parse(compiled), tooLong);
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  private static void longMethods(ClassModel type, List<String> tooLong) {
    for (var method : type.methods()) {
      IntSummaryStatistics lines =
          method.code().stream().flatMapToInt(SizeTest::lines).summaryStatistics();
      long length = lines.getCount() == 0 ? 0 : 1L + lines.getMax() - lines.getMin();
      // Initializers span the class, as its fields stand all over it.
      if (length > METHOD_LINES
          && !method.methodName().equalsString("<clinit>")
          && !method.methodName().equalsString("<init>")) {
        tooLong.add(type.thisClass().asInternalName() + "." + method.methodName() + ": " + length);
      }
    }
  }

  private static IntStream lines(CodeModel code) {
    return code.findAttributes(Attributes.lineNumberTable()).stream()
        .flatMap(table -> table.lineNumbers().stream())
        .mapToInt(LineNumberInfo::lineNumber);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }
}
