package dev.martlet.cli.deploy;

import dev.martlet.wire.shape.lambda.Environment;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.Runtime;
import dev.martlet.wire.shape.lambda.UpdateFunctionConfigurationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that a project asks for, beside the one a function has. What the manifest does
 * not mention stays as it is.
 *
 * @param project whose manifest counts
 * @param runtime that it is to have
 */
record Wanted(Project project, Runtime runtime) {
  /** What would have to change; nothing where all is as wanted. */
  List<Change> changesFrom(FunctionConfiguration present) {
    Manifest manifest = project.manifest();
    List<Change> changes = new ArrayList<>();
    compare("runtime", name(present.runtime()), Optional.of(runtime.wire()), changes);
    compare("handler", present.handler(), Optional.of(project.handler()), changes);
    compare("memory", present.memorySize(), manifest.memory(), changes);
    compare("timeout", present.timeout(), manifest.timeout(), changes);
    compare("description", present.description(), manifest.description(), changes);
    compare("role", present.role(), manifest.role(), changes);
    manifest.environment().ifPresent(wanted -> compareVariables(present, wanted, changes));
    return changes;
  }

  private static void compare(
      String what, @Nullable Object from, Optional<?> to, List<Change> changes) {
    String before = Objects.toString(from, "");
    to.map(Object::toString)
        .filter(after -> !after.equals(before))
        .ifPresent(after -> changes.add(new Change(what, before, after)));
  }

  /** Names alone are told: a value may be a secret. */
  private static void compareVariables(
      FunctionConfiguration present, Map<String, String> wanted, List<Change> changes) {
    Map<String, String> before = variables(present);
    if (before.equals(wanted)) {
      return;
    }
    TreeSet<String> from = new TreeSet<>();
    TreeSet<String> to = new TreeSet<>();
    before.forEach(
        (name, value) -> {
          if (!value.equals(wanted.get(name))) {
            from.add(name);
          }
        });
    wanted.forEach(
        (name, value) -> {
          if (!value.equals(before.get(name))) {
            to.add(name);
          }
        });
    changes.add(new Change("environment", String.join(", ", from), String.join(", ", to)));
  }

  private static Map<String, String> variables(FunctionConfiguration present) {
    var environment = present.environment();
    return environment == null || environment.variables() == null
        ? Map.of()
        : environment.variables();
  }

  /** The request that brings the function there. */
  UpdateFunctionConfigurationRequest request() {
    Manifest manifest = project.manifest();
    var request =
        UpdateFunctionConfigurationRequest.builder()
            .functionName(project.name())
            .runtime(runtime.wire())
            .handler(project.handler());
    manifest.memory().ifPresent(request::memorySize);
    manifest.timeout().ifPresent(request::timeout);
    manifest.description().ifPresent(request::description);
    manifest.role().ifPresent(request::role);
    manifest
        .environment()
        .ifPresent(all -> request.environment(Environment.builder().variables(all).build()));
    return request.build();
  }

  private static String name(@Nullable Runtime runtime) {
    return runtime == null ? "" : runtime.wire();
  }
}
