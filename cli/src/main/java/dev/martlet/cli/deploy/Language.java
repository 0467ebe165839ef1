package dev.martlet.cli.deploy;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A family of runtimes that a folder can be written for. */
enum Language {
  PYTHON("python", "python3\\.(\\d+)"),
  NODE("nodejs", "nodejs(\\d+)\\.x"),
  CUSTOM("provided", "provided\\.al(\\d+)");

  private final String prefix;
  private final Pattern runtime;

  Language(String prefix, String runtime) {
    this.prefix = prefix;
    this.runtime = Pattern.compile(runtime);
  }

  /** What its runtimes' names begin with. */
  String prefix() {
    return prefix;
  }

  boolean has(String name) {
    return runtime.matcher(name).matches();
  }

  /** The newest of the runtimes that belongs to it. */
  Optional<String> newest(List<String> runtimes) {
    return runtimes.stream().filter(this::has).max(Comparator.comparingInt(this::version));
  }

  private int version(String name) {
    var match = runtime.matcher(name);
    return match.matches() ? Integer.parseInt(match.group(1)) : -1;
  }
}
