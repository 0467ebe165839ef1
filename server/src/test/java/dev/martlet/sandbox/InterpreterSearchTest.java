package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Runtimes.Language;
import dev.martlet.sandbox.InterpreterSearch.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpreterSearchTest {
  @TempDir Path temporary;
  private Path root;
  private Path home;

  @BeforeEach
  void resolveLinksOfTheTemporaryFolderItself() throws IOException {
    root = temporary.toRealPath();
    home = root.resolve("home/ada");
  }

  @Test
  void theSystemsComeFirstThenOptThenHome() throws IOException {
    Path inHome = program(".pyenv/versions/3.12.1/bin/python3.12", home);
    Path inOpt = program("opt/node-v22/bin/node", root);
    Path local = program("usr/local/bin/python3.11", root);
    Path system = program("usr/bin/python3.11", root);
    Path jdk = program("usr/lib/jvm/jdk-25/bin/java", root);
    assertThat(search(List.of()))
        .containsExactly(
            new Candidate(Language.PYTHON, system, Optional.empty()),
            new Candidate(Language.JAVA, jdk, Optional.empty()),
            new Candidate(Language.PYTHON, local, Optional.empty()),
            new Candidate(Language.NODE, inOpt, Optional.of(root.resolve("opt/node-v22"))),
            new Candidate(
                Language.PYTHON, inHome, Optional.of(home.resolve(".pyenv/versions/3.12.1"))));
  }

  @Test
  void linksAreFollowedAndAFileCountsOnce() throws IOException {
    Path real = program("opt/node-v20/bin/node", root);
    Files.createDirectories(root.resolve("usr/local/bin"));
    Files.createSymbolicLink(root.resolve("usr/local/bin/node"), real);
    Files.createSymbolicLink(root.resolve("usr/local/bin/nodejs"), real);
    assertThat(search(List.of()))
        .containsExactly(
            new Candidate(Language.NODE, real, Optional.of(root.resolve("opt/node-v20"))));
  }

  @Test
  void shimsOnThePathAreNotInterpreters() throws IOException {
    Path shims = Files.createDirectories(home.resolve(".pyenv/shims"));
    Files.writeString(shims.resolve("python3"), "#!/bin/sh\nexec pyenv exec python3\n");
    executable(shims.resolve("python3"));
    Path manager = program(".volta/bin/volta-shim", home);
    Files.createSymbolicLink(shims.resolve("node"), manager);
    assertThat(search(List.of(shims))).isEmpty();
  }

  @Test
  void otherNamesAndBrokenLinksAreLeftAlone() throws IOException {
    program("usr/bin/python3-config", root);
    program("usr/bin/python2.7", root);
    program("usr/bin/nodemon", root);
    Files.createSymbolicLink(root.resolve("usr/bin/python3"), root.resolve("nowhere"));
    assertThat(search(List.of())).isEmpty();
  }

  @Test
  void anInstallationThatOthersCannotReadIsOfNoUse() throws IOException {
    program(".nvm/versions/node/v20/bin/node", home);
    Files.setPosixFilePermissions(
        home.resolve(".nvm/versions/node/v20"), PosixFilePermissions.fromString("rwx------"));
    assertThat(search(List.of())).isEmpty();
  }

  @Test
  void anInstallationAroundWhatAFunctionMustNotSeeIsLeftOut() throws IOException {
    Files.createDirectories(home.resolve(".local/share/keyrings"));
    Files.createDirectories(home.resolve("data"));
    program(".local/bin/node", home);
    program("bin/node", home);
    program("data/bin/node", home);
    assertThat(search(List.of(home.resolve("bin"), home.resolve("data/bin")))).isEmpty();
  }

  private List<Candidate> search(List<Path> searchPath) throws IOException {
    return new InterpreterSearch(root).search(searchPath, home, home.resolve("data/interpreters"));
  }

  private static Path program(String path, Path under) throws IOException {
    Path file = under.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {0x7f, 'E', 'L', 'F', 0});
    return executable(file);
  }

  private static Path executable(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
