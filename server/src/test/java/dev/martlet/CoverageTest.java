package dev.martlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The build holds packages to the floors that its root file names, so it must name them all. */
class CoverageTest {
  private static final Pattern FLOOR =
      Pattern.compile("<element>PACKAGE</element><includes><include>([\\w.]+)</include>");

  @Test
  void everyPackageThatUnitTestsReachHasAFloor() throws IOException {
    List<String> floors =
        FLOOR
            .matcher(Files.readString(Path.of("../pom.xml")))
            .results()
            .map(floor -> floor.group(1))
            .toList();
    assertThat(floors).isNotEmpty().containsExactlyInAnyOrderElementsOf(packages());
  }

  private static List<String> packages() throws IOException {
    List<String> packages = new ArrayList<>();
    for (String module : List.of("wire", "cli", "server")) {
      Path sources = Path.of("..", module, "src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.endsWith("package-info.java"))
            .map(file -> sources.relativize(file).getParent().toString().replace('/', '.'))
            .forEach(packages::add);
      }
    }
    return packages;
  }
}
