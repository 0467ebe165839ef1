package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Bytes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One case of what a bootstrap must do: a function, what it is called with, and what must come of
 * it.
 *
 * @param steps one event after the other to the same environment; none if it must not load
 * @param logs what the output must contain afterwards; {@code «id»} stands for the request id
 */
record GuestCase(
    String name,
    String runtime,
    Map<String, String> files,
    String handler,
    Map<String, String> environment,
    boolean json,
    Texts texts,
    List<Step> steps,
    List<String> logs) {

  /** The optional texts of an event. */
  record Texts(@Nullable String trace, @Nullable String clientContext) {}

  /** An event and what must come of it. */
  record Step(String event, Expected expected) {}

  sealed interface Expected {
    /** Exactly this answer. */
    record Answers(String json) implements Expected {}

    /** An error of this type, in whose document all of these occur. */
    record Fails(String type, boolean last, List<String> document) implements Expected {}

    /** No answer, and the process ends like this. */
    record Ends(int exitCode) implements Expected {}

    /** The code is not loaded: as {@link Fails}. */
    record Unloadable(String type, List<String> document) implements Expected {}

    /** The process ends like this while it loads. */
    record EndsLoading(int exitCode) implements Expected {}
  }

  static GuestCase python(String name, String code) {
    return of(name, "python3.12", "h.py", "h.handler", code);
  }

  static GuestCase node(String name, String code) {
    return of(name, "nodejs20.x", "h.js", "h.handler", code);
  }

  /** A handler class {@code H} without its imports; compiled before it runs. */
  static GuestCase java(String name, String code) {
    return of(name, "java25", "H.java", "H", JavaSources.IMPORTS + code);
  }

  private static GuestCase of(
      String name, String runtime, String file, String handler, String code) {
    Map<String, String> files = Map.of(file, code);
    Texts none = new Texts(null, null);
    return new GuestCase(
        name, runtime, files, handler, Map.of(), false, none, List.of(), List.of());
  }

  GuestCase handler(String other) {
    return new GuestCase(name, runtime, files, other, environment, json, texts, steps, logs);
  }

  /** The code in another file than the usual one. */
  GuestCase in(String file) {
    return files(Map.of(file, files.values().iterator().next()));
  }

  GuestCase and(String file, String content) {
    Map<String, String> more = new HashMap<>(files);
    more.put(file, content);
    return files(more);
  }

  private GuestCase files(Map<String, String> other) {
    return new GuestCase(name, runtime, other, handler, environment, json, texts, steps, logs);
  }

  GuestCase environment(String key, String value) {
    Map<String, String> own = Map.of(key, value);
    return new GuestCase(name, runtime, files, handler, own, json, texts, steps, logs);
  }

  GuestCase jsonLog() {
    return new GuestCase(name, runtime, files, handler, environment, true, texts, steps, logs);
  }

  GuestCase texts(String trace, String clientContext) {
    Texts own = new Texts(trace, clientContext);
    return new GuestCase(name, runtime, files, handler, environment, json, own, steps, logs);
  }

  GuestCase logs(String... lines) {
    return new GuestCase(
        name, runtime, files, handler, environment, json, texts, steps, List.of(lines));
  }

  GuestCase answers(String event, String answer) {
    return step(event, new Expected.Answers(answer));
  }

  GuestCase fails(String type, String... document) {
    return step("{}", new Expected.Fails(type, false, List.of(document)));
  }

  GuestCase failsOn(String event, String type, String... document) {
    return step(event, new Expected.Fails(type, false, List.of(document)));
  }

  GuestCase failsLast(String type, String... document) {
    return step("{}", new Expected.Fails(type, true, List.of(document)));
  }

  GuestCase failsLastOn(String event, String type, String... document) {
    return step(event, new Expected.Fails(type, true, List.of(document)));
  }

  GuestCase ends(int exitCode) {
    return step("{}", new Expected.Ends(exitCode));
  }

  GuestCase unloadable(String type, String... document) {
    return step("", new Expected.Unloadable(type, List.of(document)));
  }

  GuestCase endsLoading(int exitCode) {
    return step("", new Expected.EndsLoading(exitCode));
  }

  private GuestCase step(String event, Expected expected) {
    List<Step> more = Stream.concat(steps.stream(), Stream.of(new Step(event, expected))).toList();
    return new GuestCase(name, runtime, files, handler, environment, json, texts, more, logs);
  }

  /** Plays the case in {@code directory}. */
  void play(Path directory) throws Exception {
    try (GuestProcess guest = new GuestProcess(this, directory)) {
      InitResult loaded = guest.initialise();
      for (Step step : steps) {
        check(guest, loaded, step);
      }
      String output = guest.output();
      logs.forEach(line -> assertThat(output).contains(line.replace("«id»", id())));
    }
  }

  private void check(GuestProcess guest, InitResult loaded, Step step) throws Exception {
    switch (step.expected()) {
      case Expected.Unloadable(String type, List<String> document) -> {
        assertThat(loaded).isInstanceOf(InitResult.Failed.class);
        InitResult.Failed failed = (InitResult.Failed) loaded;
        assertThat(failed.errorType()).isEqualTo(type);
        assertThat(failed.document().utf8()).contains(document);
        assertThat(guest.exitCode()).isNotZero();
      }
      case Expected.EndsLoading(int exitCode) -> {
        assertThat(loaded).isEqualTo(new InitResult.Closed());
        assertThat(guest.exitCode()).isEqualTo(exitCode);
      }
      case Expected.Answers(String json) -> {
        assertThat(loaded).as(guest.output()).isEqualTo(new InitResult.Ready());
        GuestProcess.Answered answered = invoke(guest, step);
        assertThat(answered.document().utf8()).isEqualTo(json);
        assertThat(answered.answer()).isInstanceOf(Answer.Answered.class);
      }
      case Expected.Fails(String type, boolean last, List<String> document) -> {
        GuestProcess.Answered answered = invoke(guest, step);
        int size = answered.document().length();
        assertThat(answered.answer()).isEqualTo(new Answer.Failed(type, size, last));
        document.forEach(
            part -> assertThat(answered.document().utf8()).contains(part.replace("«id»", id())));
      }
      case Expected.Ends(int exitCode) -> {
        assertThat(invoke(guest, step).answer()).isEqualTo(new Answer.Closed(true));
        assertThat(guest.exitCode()).isEqualTo(exitCode);
      }
    }
  }

  private GuestProcess.Answered invoke(GuestProcess guest, Step step) {
    return guest.invoke(Bytes.utf8(step.event()), texts);
  }

  private static String id() {
    return GuestProcess.REQUEST.value();
  }

  @Override
  public String toString() {
    return name;
  }
}
