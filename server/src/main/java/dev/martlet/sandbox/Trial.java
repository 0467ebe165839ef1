package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sandbox that does nothing. Better started once now than for the first caller of a function:
 * containers often forbid what we need, and nobody sees it but by trying.
 */
final class Trial {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final SandboxSpec SPEC =
      new SandboxSpec(
          new SandboxId("trial"),
          List.of("/usr/bin/true"),
          Map.of(),
          "/tmp",
          List.of(),
          SandboxLimits.ofMemory(ByteSize.megabytes(64)),
          PATIENCE);

  private Trial() {}

  /** Starts it and waits for its end; why it did not start, empty if it did. */
  static Optional<String> in(Sandboxes sandboxes) {
    return switch (sandboxes.start(SPEC)) {
      case StartResult.Started(Sandbox sandbox) -> {
        end(sandbox);
        yield Optional.empty();
      }
      case StartResult.Refused(StartResult.Reason reason, String message) -> Optional.of(message);
    };
  }

  private static void end(Sandbox sandbox) {
    try (sandbox) {
      sandbox.awaitEnd(PATIENCE);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }
}
