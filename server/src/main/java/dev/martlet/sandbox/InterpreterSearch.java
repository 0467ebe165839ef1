package dev.martlet.sandbox;

import dev.martlet.model.Runtimes.Language;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks where interpreters use to be, through links and shims, and tells which files are some. The
 * system's folders come before {@code /opt}, and that before a home folder.
 */
final class InterpreterSearch {
  private static final System.Logger LOG = System.getLogger(InterpreterSearch.class.getName());
  private static final Pattern PYTHON = Pattern.compile("python3(\\.\\d+)?");
  private static final Pattern NODE = Pattern.compile("node(js)?");
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final Set<PosixFilePermission> FOR_ALL =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

  // Below the user's home; a star stands for any one name.
  private static final List<String> VERSION_MANAGERS =
      List.of(
          ".local/bin",
          ".pyenv/versions/*/bin",
          ".nvm/versions/node/*/bin",
          ".asdf/installs/*/*/bin",
          ".volta/tools/image/node/*/bin",
          ".nodenv/versions/*/bin",
          ".sdkman/candidates/java/*/bin",
          ".jdks/*/bin",
          ".local/share/uv/python/*/bin",
          ".local/share/mise/installs/*/*/bin",
          ".local/share/fnm/node-versions/*/installation/bin");

  private final Path root;

  /**
   * Prepares a search.
   *
   * @param root the machine's {@code /}, or a folder that plays it in a test
   */
  InterpreterSearch(Path root) {
    this.root = root;
  }

  /**
   * An interpreter's file.
   *
   * @param executable behind all links
   * @param home the installation's folder, if a sandbox does not see it anyway
   */
  record Candidate(Language language, Path executable, Optional<Path> home) {}

  /**
   * All that there are, the preferred ones first, each file once.
   *
   * @param secret what no sandbox may see, although whoever runs it may be the same user: an
   *     installation around it is left out, and so is one around the user's home or its data
   */
  List<Candidate> search(List<Path> searchPath, Path userHome, Path secret) {
    List<Path> hidden =
        Stream.of(secret, userHome, userHome.resolve(".local/share"))
            .map(InterpreterSearch::real)
            .toList();
    List<Path> folders = new ArrayList<>();
    folders.add(root.resolve("usr/bin"));
    folders.add(root.resolve("usr/local/bin"));
    folders.addAll(expand(root.resolve("usr/lib/jvm"), "*/bin"));
    folders.addAll(expand(root.resolve("usr/java"), "*/bin"));
    folders.addAll(expand(root.resolve("usr/local/lib/jvm"), "*/bin"));
    folders.addAll(expand(root.resolve("opt"), "*/bin"));
    folders.addAll(expand(root.resolve("opt"), "*/*/bin"));
    folders.addAll(searchPath);
    for (String pattern : VERSION_MANAGERS) {
      folders.addAll(expand(userHome, pattern));
    }
    Map<Path, Candidate> found = new LinkedHashMap<>();
    for (Path folder : folders) {
      for (Path file : list(folder)) {
        candidate(file)
            .filter(each -> each.home().stream().noneMatch(home -> shows(home, hidden)))
            .ifPresent(each -> found.putIfAbsent(each.executable(), each));
      }
    }
    return found.values().stream().sorted(this::compare).toList();
  }

  private static boolean shows(Path home, List<Path> hidden) {
    return hidden.stream().anyMatch(path -> path.startsWith(home));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException absent) {
      return path.toAbsolutePath().normalize();
    }
  }

  private int compare(Candidate one, Candidate other) {
    return Integer.compare(distance(one), distance(other));
  }

  private int distance(Candidate candidate) {
    if (candidate.home().isEmpty()) {
      return candidate.executable().startsWith(root.resolve("usr/local")) ? 1 : 0;
    }
    return candidate.executable().startsWith(root.resolve("opt")) ? 2 : 3;
  }

  // What cannot be read by us, functions could not run either.
  private Optional<Candidate> candidate(Path file) {
    try {
      return inspect(file);
    } catch (IOException unreadable) {
      LOG.log(Level.DEBUG, "{0} is left out: {1}", file, unreadable);
      return Optional.empty();
    }
  }

  private Optional<Candidate> inspect(Path file) throws IOException {
    if (language(file).isEmpty() || !Files.isExecutable(file)) {
      return Optional.empty();
    }
    Path executable = file.toRealPath();
    Optional<Language> language = language(executable);
    if (language.isEmpty() || !Files.isRegularFile(executable) || !isProgram(executable)) {
      return Optional.empty();
    }
    if (executable.startsWith(root.resolve("usr"))) {
      return Optional.of(new Candidate(language.get(), executable, Optional.empty()));
    }
    Path home = executable.resolveSibling("..").normalize();
    boolean shareable =
        executable.startsWith(home.resolve("bin")) && openToAll(executable) && openToAll(home);
    return shareable
        ? Optional.of(new Candidate(language.get(), executable, Optional.of(home)))
        : Optional.empty();
  }

  private static Optional<Language> language(Path file) {
    String name = file.getFileName().toString();
    if (PYTHON.matcher(name).matches()) {
      return Optional.of(Language.PYTHON);
    }
    if (name.equals("java")) {
      return Optional.of(Language.JAVA);
    }
    return NODE.matcher(name).matches() ? Optional.of(Language.NODE) : Optional.empty();
  }

  // The shims of version managers are scripts; what they lead to is found in the managers' folders.
  private static boolean isProgram(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return Arrays.equals(content.readNBytes(ELF.length), ELF);
    }
  }

  private static boolean openToAll(Path path) throws IOException {
    return Files.getPosixFilePermissions(path).containsAll(FOR_ALL);
  }

  private static List<Path> expand(Path start, String pattern) {
    List<Path> folders = List.of(start);
    for (String name : pattern.split("/", -1)) {
      List<Path> next = new ArrayList<>();
      for (Path folder : folders) {
        if (name.equals("*")) {
          next.addAll(list(folder));
        } else if (Files.isDirectory(folder.resolve(name))) {
          next.add(folder.resolve(name));
        }
      }
      folders = next;
    }
    return folders;
  }

  private static List<Path> list(Path folder) {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      } catch (IOException | DirectoryIteratorException unreadable) {
        LOG.log(Level.DEBUG, "{0} is left out: {1}", folder, unreadable);
      }
    }
    entries.sort(null);
    return entries;
  }
}
