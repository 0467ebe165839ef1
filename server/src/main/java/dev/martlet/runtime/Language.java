package dev.martlet.runtime;

import dev.martlet.model.FunctionVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A language that functions are written in, and what is special about starting it. */
enum Language {
  PYTHON("python") {
    @Override
    List<String> command(String interpreter, FunctionVersion function) {
      // -I and -S keep the host's packages out and save 13 ms, -B writes no caches into read-only
      // trees, -u leaves no output behind when the answer goes out.
      return List.of(
          interpreter, "-I", "-S", "-B", "-u", RuntimeCommand.RUNTIME_ROOT + "/bootstrap.py");
    }

    @Override
    Map<String, String> variables(String runtime) {
      return Map.of("PYTHONPATH", RuntimeCommand.RUNTIME_ROOT);
    }
  },

  NODE("nodejs") {
    @Override
    List<String> command(String interpreter, FunctionVersion function) {
      // AWS's own division of the memory limit between the heap's generations.
      long memory = function.memory().toMegabytes();
      long young = memory / 10;
      List<String> command = new ArrayList<>();
      command.add(interpreter);
      command.add("--max-semi-space-size=" + young / 2);
      command.add("--max-old-space-size=" + (memory - young));
      command.add(RuntimeCommand.RUNTIME_ROOT + "/bootstrap.cjs");
      return command;
    }

    @Override
    Map<String, String> variables(String runtime) {
      String major = runtime.substring("nodejs".length()).replaceFirst("\\..*", "");
      return Map.of(
          "NODE_PATH",
          "/opt/nodejs/node"
              + major
              + "/node_modules:/opt/nodejs/node_modules:"
              + RuntimeCommand.RUNTIME_ROOT
              + "/node_modules");
    }
  },

  JAVA("java") {
    @Override
    List<String> command(String interpreter, FunctionVersion function) {
      String own = function.environment().getOrDefault("JAVA_TOOL_OPTIONS", "");
      List<String> command = new ArrayList<>();
      command.add(interpreter);
      command.addAll(JvmOptions.of(function.memory(), own));
      command.add("-jar");
      command.add(RuntimeCommand.RUNTIME_ROOT + "/martlet-bootstrap.jar");
      return command;
    }

    @Override
    Map<String, String> variables(String runtime) {
      return Map.of();
    }
  },

  /** Whatever the function brings: it asks for its events at the Runtime API. */
  CUSTOM("provided") {
    @Override
    List<String> command(String interpreter, FunctionVersion function) {
      return List.of(interpreter);
    }

    @Override
    Map<String, String> variables(String runtime) {
      return Map.of();
    }
  };

  private final String prefix;

  Language(String prefix) {
    this.prefix = prefix;
  }

  /** The language of a runtime's identifier such as {@code python3.11} or {@code nodejs20.x}. */
  static Language of(String runtime) {
    for (Language language : values()) {
      if (runtime.startsWith(language.prefix)) {
        return language;
      }
    }
    throw new IllegalArgumentException("No bootstrap runs " + runtime);
  }

  /** The folder of its bootstrap among the guest's files; empty if functions bring their own. */
  Optional<String> bootstrap() {
    return switch (this) {
      case PYTHON -> Optional.of("python");
      case NODE -> Optional.of("node");
      case JAVA -> Optional.of("java");
      case CUSTOM -> Optional.empty();
    };
  }

  /**
   * Whether it is our own bootstrap that runs the function, and not a client of the Runtime API.
   */
  boolean speaksFrames() {
    return this != CUSTOM;
  }

  abstract List<String> command(String interpreter, FunctionVersion function);

  /** Variables that only this language needs; the user may override them. */
  abstract Map<String, String> variables(String runtime);
}
