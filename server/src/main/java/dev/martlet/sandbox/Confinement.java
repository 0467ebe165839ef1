package dev.martlet.sandbox;

import dev.martlet.model.Clock;
import dev.martlet.sandbox.Isolation.Leftovers;
import dev.martlet.sandbox.Isolation.Level;
import dev.martlet.sandbox.Isolation.Ready;
import dev.martlet.sandbox.Isolation.Unsupported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out whether this machine can confine functions, cleans up, and opens for business. */
public final class Confinement {
  private Confinement() {}

  /**
   * Checks the machine, removes what a former process of the same data directory left behind, and
   * starts a sandbox for trial. No other process may use the run directory.
   *
   * @throws IOException if the run directory cannot be used
   */
  public static Isolation open(SandboxSettings settings, Clock clock) throws IOException {
    return Files.isReadable(Path.of("/proc/self/mountinfo"))
        ? open(settings, clock, Kernel.here())
        : new Unsupported("Functions run on Linux only; /proc/self/mountinfo is not there.");
  }

  static Isolation open(SandboxSettings settings, Clock clock, Kernel kernel) throws IOException {
    Optional<String> obstacle = obstacle(settings, kernel);
    if (obstacle.isPresent()) {
      return new Unsupported(obstacle.get());
    }
    return switch (survey(settings, kernel)) {
      case Footing.Survey.Unfit(String message) -> new Unsupported(message + offer(settings));
      case Footing.Survey.Fit(Footing.Plan plan) -> {
        Instance instance = Instance.in(settings.runDirectory(), kernel.folderForSockets());
        yield open(instance, plan, settings, clock);
      }
    };
  }

  private static Optional<String> obstacle(SandboxSettings settings, Kernel kernel) {
    if (!kernel.has(Kernel.Ability.FILTERS_CALLS)) {
      return Optional.of(
          "Functions are confined by a filter of system calls, and this kernel was built without"
              + " seccomp (`grep Seccomp /proc/self/status` prints nothing): boot one with"
              + " CONFIG_SECCOMP_FILTER, as every distribution's is.");
    }
    if (!Files.isExecutable(settings.launcher())) {
      return Optional.of(
          "The launcher is missing at " + settings.launcher() + "; building the product makes it.");
    }
    return Optional.empty();
  }

  private static Footing.Survey survey(SandboxSettings settings, Kernel kernel) {
    return switch (settings.level().orElse(kernel.isRoot() ? Level.ROOT : Level.USER)) {
      case ROOT -> RootFooting.survey(settings, kernel);
      case USER -> UserFooting.survey(kernel);
      case NONE -> NoneFooting.survey(settings, kernel);
    };
  }

  // Nobody gets it who has not asked for it.
  private static String offer(SandboxSettings settings) {
    return settings.level().isPresent()
        ? ""
        : " Or, if you trust the code of all functions, say isolation: none; then they can read"
            + " what the user can whose processes they are, and reach the network and each other.";
  }

  private static Isolation open(
      Instance instance, Footing.Plan plan, SandboxSettings settings, Clock clock)
      throws IOException {
    int files = instance.sweep();
    Footing footing = plan.at(instance);
    Leftovers found = footing.cgroups().removeLeftovers();
    Launch.Site site =
        new Launch.Site(
            footing,
            settings.launcher(),
            instance.root(),
            new Door(instance.socket(), clock),
            clock);
    LinuxSandboxes sandboxes = new LinuxSandboxes(site, instance.users(), footing.scratches());
    Optional<String> refusal = Trial.in(sandboxes);
    if (refusal.isPresent()) {
      sandboxes.close();
      return new Unsupported(footing.explain(refusal.get()) + offer(settings));
    }
    footing
        .scratches()
        .begin(
            scratch -> {
              Scratches only = new Scratches.Given(_ -> scratch, Optional.empty());
              Optional<String> refused = Trial.in(new LinuxSandboxes(site, instance.users(), only));
              // A start that was refused meanwhile has closed the door to the trial, too.
              return sandboxes.isClosed() ? Optional.empty() : refused;
            });
    return new Ready(
        sandboxes,
        footing.level(),
        new Leftovers(found.processes(), found.sandboxes(), found.files() + files));
  }
}
