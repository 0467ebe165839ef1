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
import java.util.function.Function;

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
    return switch (survey(settings, kernel)) {
      case Footing.Survey.Unfit(String message) -> new Unsupported(message);
      case Footing.Survey.Fit(Footing.Plan plan) -> {
        Instance instance = Instance.in(settings.runDirectory(), kernel.folderForSockets());
        yield open(instance, plan.at(instance), settings.launcher(), clock);
      }
    };
  }

  private static Footing.Survey survey(SandboxSettings settings, Kernel kernel) {
    if (!kernel.filtersCalls()) {
      return new Footing.Survey.Unfit(
          "Functions are confined by a filter of system calls, and this kernel was built without"
              + " seccomp (`grep Seccomp /proc/self/status` prints nothing): boot one with"
              + " CONFIG_SECCOMP_FILTER, as every distribution's is.");
    }
    if (!Files.isExecutable(settings.launcher())) {
      return new Footing.Survey.Unfit(
          "The launcher is missing at " + settings.launcher() + "; building the product makes it.");
    }
    return switch (settings.level().orElse(kernel.isRoot() ? Level.ROOT : Level.USER)) {
      case ROOT -> RootFooting.survey(settings, kernel);
      case USER -> UserFooting.survey(kernel);
      case NONE ->
          new Footing.Survey.Unfit(
              "isolation is none, and functions without any wall are not run yet: let isolation be"
                  + " auto.");
    };
  }

  private static Isolation open(Instance instance, Footing footing, Path launcher, Clock clock)
      throws IOException {
    int files = instance.sweep();
    Leftovers found = footing.cgroups().removeLeftovers();
    Launch.Site site =
        new Launch.Site(
            footing, launcher, instance.root(), new Door(instance.socket(), clock), clock);
    Sandboxes sandboxes = new LinuxSandboxes(site, instance.users(), footing.scratches());
    Function<Scratch, Optional<String>> trial =
        scratch -> {
          Scratches only = new Scratches.Given(_ -> scratch, Optional.empty());
          return Trial.in(new LinuxSandboxes(site, instance.users(), only));
        };
    Optional<String> refusal = trial.apply(Scratches.inMemory(Trial.LIMITS));
    if (refusal.isPresent()) {
      sandboxes.close();
      return new Unsupported(footing.explain(refusal.get()));
    }
    footing.scratches().begin(trial);
    return new Ready(
        sandboxes,
        footing.level(),
        new Leftovers(found.processes(), found.sandboxes(), found.files() + files));
  }
}
