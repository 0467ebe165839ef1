package dev.martlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The sizes beyond which nobody reads: 500 lines a file in any language, 60 a method, in all
 * modules, tests included. Generated code is not there to be read. Methods are measured on the
 * compiler's own trees, from signature to closing brace.
 */
class SizeTest {
  private static final int FILE_LINES = 500;
  private static final int METHOD_LINES = 60;
  private static final List<String> MODULES =
      List.of("wire", "guest", "cli", "server", "acceptance", "bench");
  private static final List<String> ENDINGS =
      List.of(".java", ".c", ".h", ".py", ".js", ".cjs", ".mjs", ".sh");

  /** How long something with a name is. */
  private record Size(String name, long lines) {}

  @Test
  void noFileIsLongerThanFiveHundredLines() throws IOException {
    List<Size> files = new ArrayList<>();
    for (Path source : sources(ENDINGS)) {
      files.add(new Size(source.toString(), Files.readString(source).lines().count()));
    }
    files.add(new Size("martlet", Files.readString(Path.of("../martlet")).lines().count()));
    report("files", files);
    assertThat(files).filteredOn(file -> file.lines() > FILE_LINES).isEmpty();
  }

  @Test
  void noMethodIsLongerThanSixtyLines() throws IOException {
    List<Size> methods = methods(sources(List.of(".java")));
    report("methods", methods);
    assertThat(methods).filteredOn(method -> method.lines() > METHOD_LINES).isEmpty();
  }

  private static List<Path> sources(List<String> endings) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> tree = Files.walk(Path.of("..", module))) {
        tree.filter(file -> !file.toString().contains("/target/"))
            .filter(file -> endings.stream().anyMatch(file.toString()::endsWith))
            .forEach(sources::add);
      }
    }
    return sources;
  }

  private static List<Size> methods(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      MethodScanner scanner = new MethodScanner(Trees.instance(task).getSourcePositions());
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, unit);
      }
      return scanner.found;
    }
  }

  /** Collects the lines of every method that has a body. */
  private static final class MethodScanner
      extends TreeScanner<@Nullable Void, CompilationUnitTree> {
    private final List<Size> found = new ArrayList<>();
    private final SourcePositions positions;

    MethodScanner(SourcePositions positions) {
      this.positions = positions;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      if (method.getBody() != null) {
        var lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method));
        String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
        found.add(new Size(file + ":" + first + " " + method.getName(), last - first + 1));
      }
      return super.visitMethod(method, unit);
    }
  }

  private static void report(String what, List<Size> sizes) {
    List<Long> lines = sizes.stream().map(Size::lines).sorted().toList();
    System.out.printf(
        "%d %s; lines: median %d, nine in ten at most %d, longest %d%n",
        lines.size(),
        what,
        lines.get(lines.size() / 2),
        lines.get(lines.size() * 9 / 10),
        lines.getLast());
  }
}
