package dev.martlet.app;

import dev.martlet.cli.report.Nearest;
import dev.martlet.store.DatabaseUrl;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the settings: a flag wins over an environment variable, that over the file, that over the
 * default. Collects all problems before it gives up.
 */
final class SettingsReader {
  /** Largest settings file. */
  static final int MAX_FILE_BYTES = 1 << 20;

  /** Flags that need no value. */
  private static final Set<String> ALONE =
      Set.of(Settings.DEV.flag(), Settings.PLAIN.flag(), Settings.CPU_STRICT.flag());

  private static final String CONFIG_FLAG = "--config";
  private static final String CONFIG_VARIABLE = "MARTLET_CONFIG";

  /** What reading came to. */
  sealed interface Result {
    record Ready(Config config, List<String> warnings) implements Result {}

    /** Nothing can start; each problem is one line. */
    record Rejected(List<String> problems) implements Result {}
  }

  /** A value as somebody wrote it, and where. */
  private record Raw(Object value, String where) {}

  private final Machine machine;
  private final Map<String, Raw> values = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Path file = Path.of("");

  private SettingsReader(Machine machine) {
    this.machine = machine;
  }

  /**
   * @param flags the words of the command line after the command's name
   * @param environment all variables of the process
   */
  static Result read(List<String> flags, Map<String, String> environment, Machine machine) {
    SettingsReader reader = new SettingsReader(machine);
    Map<String, String> given = reader.flags(flags);
    String file = given.getOrDefault(CONFIG_FLAG, environment.getOrDefault(CONFIG_VARIABLE, ""));
    if (!file.isBlank()) {
      reader.file = Path.of(file);
      reader.readFile();
    }
    reader.environment(environment);
    for (Setting<?> setting : Settings.ALL) {
      String value = given.get(setting.flag());
      if (value != null) {
        reader.values.put(setting.key(), new Raw(value, setting.flag()));
      }
    }
    return reader.result();
  }

  /** The flags by name; a flag alone means {@code true}. */
  private Map<String, String> flags(List<String> words) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      boolean known = flagNames().contains(name);
      if (!name.startsWith("--")) {
        problems.add("There is no use for '" + word + "': everything is told by flags.");
      } else if (!known) {
        problems.add("There is no flag " + name + "." + meant(name, flagNames()));
        // What follows was meant as its value.
        if (equals < 0 && i + 1 < words.size() && !words.get(i + 1).startsWith("--")) {
          i++;
        }
      } else if (equals >= 0) {
        flags.put(name, word.substring(equals + 1));
      } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("--")) {
        flags.put(name, words.get(++i));
      } else if (ALONE.contains(name)) {
        flags.put(name, "true");
      } else {
        problems.add(name + " needs a value.");
      }
    }
    return flags;
  }

  private static List<String> flagNames() {
    return Stream.concat(Stream.of(CONFIG_FLAG), Settings.ALL.stream().map(Setting::flag)).toList();
  }

  private static String meant(String word, List<String> known) {
    return Nearest.to(word, known).map(near -> " Did you mean " + near + "?").orElse("");
  }

  private void readFile() {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        problems.add(file + " is larger than " + MAX_FILE_BYTES + " bytes.");
        return;
      }
      LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
      Object root = new Load(settings).loadFromString(Files.readString(file));
      if (root instanceof Map<?, ?> tree) {
        flatten("", tree);
      } else if (root != null) {
        problems.add(file + " is not a map of keys.");
      }
    } catch (NoSuchFileException missing) {
      problems.add("There is no settings file " + file + ".");
    } catch (AccessDeniedException denied) {
      problems.add(file + " may not be read by this user.");
    } catch (IOException unreadable) {
      problems.add(file + " cannot be read: " + unreadable.getMessage() + ".");
    } catch (MarkedYamlEngineException malformed) {
      String line =
          malformed.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      problems.add(file + line + " is not YAML: " + malformed.getProblem() + ".");
    } catch (YamlEngineException malformed) {
      problems.add(file + " is not YAML: " + malformed.getMessage());
    }
  }

  /** Nested maps and dotted keys mean the same. */
  private void flatten(String prefix, Map<?, ?> tree) {
    tree.forEach(
        (name, value) -> {
          String key = prefix + name;
          if (Settings.ALL.stream().anyMatch(setting -> setting.key().equals(key))) {
            values.put(key, new Raw(value == null ? "" : value, where(key)));
          } else if (value instanceof Map<?, ?> nested && leads(key)) {
            flatten(key + ".", nested);
          } else {
            List<String> keys = Settings.ALL.stream().map(Setting::key).toList();
            problems.add(file + ": there is no key " + key + "." + meant(key, keys));
          }
        });
  }

  private String where(String key) {
    return file + ", " + key;
  }

  private static boolean leads(String key) {
    return Settings.ALL.stream().anyMatch(setting -> setting.key().startsWith(key + "."));
  }

  private void environment(Map<String, String> environment) {
    Map<String, Setting<?>> known = new HashMap<>();
    Settings.ALL.forEach(setting -> known.put(setting.variable(), setting));
    for (var variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      Setting<?> setting = known.get(name);
      if (setting != null) {
        values.put(setting.key(), new Raw(variable.getValue(), name));
      } else if (name.startsWith("MARTLET_") && !name.equals(CONFIG_VARIABLE)) {
        warnings.add("The environment variable " + name + " means nothing to Martlet.");
      }
    }
  }

  private Result result() {
    Parsed parsed = new Parsed();
    for (Setting<?> setting : Settings.ALL) {
      parsed.parse(setting);
    }
    if (!problems.isEmpty()) {
      return new Result.Rejected(List.copyOf(problems));
    }
    Config config = Settings.config(parsed);
    if (config.database().flatMap(DatabaseUrl::password).isPresent()) {
      warnOfReaders(Objects.requireNonNull(values.get(Settings.DATABASE.key())).where());
    }
    List<String> contradictions = config.doorstep().contradictions(config.dev());
    return contradictions.isEmpty()
        ? new Result.Ready(config, List.copyOf(warnings))
        : new Result.Rejected(contradictions);
  }

  private void warnOfReaders(String where) {
    if (where.equals(Settings.DATABASE.flag())) {
      warnings.add(
          "Every user of this machine can read the password in --database: put it into the"
              + " settings file, MARTLET_DATABASE or ~/.pgpass.");
    } else if (where.equals(where(Settings.DATABASE.key())) && isReadByOthers(file)) {
      warnings.add(
          "Everybody on this machine may read the password in %1$s: chmod 600 %1$s"
              .formatted(file));
    }
  }

  private static boolean isReadByOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException gone) {
      return false;
    }
  }

  /** The values, each parsed once; those that cannot be are problems. */
  private final class Parsed implements Settings.Values {
    private final Map<Setting<?>, Object> parsed = new HashMap<>();

    void parse(Setting<?> setting) {
      Raw raw = values.get(setting.key());
      Object written = raw == null ? setting.fallback().apply(machine) : raw.value();
      try {
        parsed.put(setting, setting.parser().apply(written));
      } catch (IllegalArgumentException unfit) {
        // What is no URL may well hold a password all the same.
        String quoted = setting.equals(Settings.DATABASE) ? "" : "'" + written + "': ";
        problems.add(where(raw, setting) + ": " + quoted + unfit.getMessage() + ".");
      }
    }

    private static String where(@Nullable Raw raw, Setting<?> setting) {
      return raw == null ? setting.key() : raw.where();
    }

    @Override
    @SuppressWarnings("unchecked") // a setting's parser made the value that stands under it
    public <T> T of(Setting<T> setting) {
      return (T) Objects.requireNonNull(parsed.get(setting));
    }
  }
}
