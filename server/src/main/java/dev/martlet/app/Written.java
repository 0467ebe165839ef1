package dev.martlet.app;

import dev.martlet.model.ByteSize;
import dev.martlet.sandbox.Isolation;
import dev.martlet.store.DatabaseUrl;
import dev.martlet.wire.shape.lambda.Runtime;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How people write values; each method throws {@link IllegalArgumentException}. */
final class Written {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ?(MB|GB)");

  private Written() {}

  static String text(Object written) {
    if (written instanceof Collection || written instanceof Map) {
      throw new IllegalArgumentException("one value is expected");
    }
    return written.toString().strip();
  }

  static Path path(Object written) {
    String text = text(written);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a folder is expected");
    }
    return Path.of(text).toAbsolutePath().normalize();
  }

  /** A file that may be left out. */
  static Optional<Path> file(Object written) {
    return text(written).isEmpty() ? Optional.empty() : Optional.of(path(written));
  }

  static Optional<DatabaseUrl> database(Object written) {
    String text = text(written);
    return text.isEmpty() ? Optional.empty() : Optional.of(DatabaseUrl.parse(text));
  }

  /** By number: a name may mean another address tomorrow, and asking for it takes time. */
  static InetAddress address(Object written) {
    String text = text(written);
    try {
      return InetAddress.ofLiteral(text.equals("localhost") ? "127.0.0.1" : text);
    } catch (IllegalArgumentException name) {
      throw new IllegalArgumentException(
          "an address such as 127.0.0.1, 10.0.0.5, 0.0.0.0 or ::1 is expected", name);
    }
  }

  static boolean yes(Object written) {
    return switch (text(written).toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> throw new IllegalArgumentException("true or false is expected");
    };
  }

  /** Empty if it is to be found out. */
  static Optional<Isolation.Level> isolation(Object written) {
    return switch (text(written)) {
      case "auto" -> Optional.empty();
      case "root" -> Optional.of(Isolation.Level.ROOT);
      case "user" -> Optional.of(Isolation.Level.USER);
      case "none" -> Optional.of(Isolation.Level.NONE);
      default -> throw new IllegalArgumentException("auto, root, user or none is expected");
    };
  }

  static int port(Object written) {
    return number(written, 0, 65_535);
  }

  static int number(Object written, int least, int most) {
    String text = text(written);
    if (text.matches("\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "a whole number from " + least + " to " + most + " is expected");
  }

  static Duration duration(Object written, Duration least, Duration most) {
    Matcher parts = DURATION.matcher(text(written));
    if (parts.matches()) {
      long amount = Long.parseLong(parts.group(1));
      Duration duration =
          switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    }
    throw new IllegalArgumentException(
        "a time such as 500ms, 30s, 5m or 1h is expected, at most "
            + most.toMinutes()
            + "m"
            + (least.isZero() ? "" : ", at least " + least.toSeconds() + "s"));
  }

  static ByteSize size(Object written) {
    if (written instanceof ByteSize already) {
      return already;
    }
    Matcher parts = SIZE.matcher(text(written));
    if (!parts.matches()) {
      throw new IllegalArgumentException("a size such as 512MB or 8GB is expected");
    }
    long amount = Long.parseLong(parts.group(1));
    return ByteSize.megabytes(parts.group(2).equals("GB") ? amount * 1024 : amount);
  }

  /** A list in the file; elsewhere words between commas. */
  static <T> List<T> list(Object written, Function<String, T> element) {
    List<T> elements = new ArrayList<>();
    for (String word : words(written)) {
      elements.add(element.apply(word));
    }
    if (elements.isEmpty()) {
      throw new IllegalArgumentException("at least one is expected");
    }
    return elements;
  }

  /** A map in the file; elsewhere {@code a=b,c=d}. */
  static Map<String, String> pairs(Object written) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (written instanceof Map<?, ?> map) {
      map.forEach((name, value) -> pairs.put(text(name), text(value)));
      return pairs;
    }
    for (String word : words(written)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("pairs such as nodejs22.x=nodejs20.x are expected");
      }
      pairs.put(word.substring(0, equals).strip(), word.substring(equals + 1).strip());
    }
    return pairs;
  }

  /** Pairs of runtimes, each by AWS's name. */
  static Map<String, String> runtimes(Object written) {
    Map<String, String> pairs = pairs(written);
    Stream.concat(pairs.keySet().stream(), pairs.values().stream())
        .filter(name -> Runtime.of(name) == null)
        .findFirst()
        .ifPresent(
            unknown -> {
              throw new IllegalArgumentException(
                  "'" + unknown + "' is no runtime; one is written like nodejs20.x or python3.11");
            });
    return pairs;
  }

  private static List<String> words(Object written) {
    List<String> words = new ArrayList<>();
    if (written instanceof Collection<?> collection) {
      collection.forEach(element -> words.add(text(element)));
      return words;
    }
    for (String word : text(written).split(",", -1)) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }
}
