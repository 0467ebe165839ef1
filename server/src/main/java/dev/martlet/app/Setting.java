package dev.martlet.app;

import java.util.Locale;
import java.util.function.Function;

/**
 * One setting: a key of the settings file, a flag and an environment variable at once.
 *
 * @param key its path in the file, such as {@code admission.wait}
 * @param meaning one line for people
 * @param fallback its default, written as in the file, for the machine at hand
 * @param parser turns what was written (a string, or a list or map from the file) into its value;
 *     throws {@link IllegalArgumentException} whose message says what was expected
 */
record Setting<T>(
    String key, String meaning, Function<Machine, Object> fallback, Function<Object, T> parser) {

  static <T> Setting<T> of(
      String key, String fallback, Function<Object, T> parser, String meaning) {
    return new Setting<>(key, meaning, machine -> fallback, parser);
  }

  /** {@code admission.wait} is {@code --admission-wait}. */
  String flag() {
    return "--" + key.replace('.', '-');
  }

  /** {@code admission.wait} is {@code MARTLET_ADMISSION_WAIT}. */
  String variable() {
    return "MARTLET_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
