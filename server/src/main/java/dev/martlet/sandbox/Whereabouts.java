package dev.martlet.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a command finds what other levels mount for it, or have listen for it: wherever one of
 * those places begins in its words, in a list after {@code :} or {@code =} too, the real one is
 * written. Programs that have such a place built in do not find it.
 */
final class Whereabouts {
  private static final String TEMPORARY = "/tmp";

  private final Map<String, String> real;
  private final Pattern any;

  private Whereabouts(Map<String, String> real) {
    this.real = real;
    this.any =
        Pattern.compile(
            real.keySet().stream()
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?<![^:=,;\\s])(?:", ")(?![^/:,;\\s])")));
  }

  /** For one sandbox, with what it was given. */
  static Whereabouts of(SandboxSpec spec, Scratch scratch, Optional<PortListener> listener) {
    Map<String, String> real = new HashMap<>();
    spec.binds().forEach(bind -> real.put(bind.target(), bind.source().toString()));
    if (scratch instanceof Scratch.Folder(var path)) {
      real.put(TEMPORARY, path.toString());
    }
    listener.ifPresent(
        each ->
            real.put(
                address(spec.port().orElseThrow()),
                address(each.channel().socket().getLocalPort())));
    return new Whereabouts(real);
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  /** The same specification in words that are true. */
  SandboxSpec in(SandboxSpec spec) {
    Map<String, String> environment = new HashMap<>(spec.environment());
    environment.putIfAbsent("TMPDIR", TEMPORARY);
    environment.replaceAll((_, value) -> in(value));
    return new SandboxSpec(
        spec.id(),
        spec.command().stream().map(this::in).toList(),
        environment,
        in(spec.directory()),
        spec.binds(),
        spec.limits(),
        spec.port(),
        spec.startTimeout());
  }

  private String in(String word) {
    return any.matcher(word)
        .replaceAll(
            found -> Matcher.quoteReplacement(real.getOrDefault(found.group(), found.group())));
  }
}
