package dev.martlet.cli.deploy;

import dev.martlet.cli.remote.Answer;
import dev.martlet.cli.remote.Answer.Done;
import dev.martlet.cli.remote.Answer.Refused;
import dev.martlet.cli.remote.Client;
import dev.martlet.cli.remote.Refusal;
import dev.martlet.cli.report.Exit;
import dev.martlet.cli.report.Failure;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.CreateFunctionRequest;
import dev.martlet.wire.shape.lambda.Environment;
import dev.martlet.wire.shape.lambda.FunctionCode;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.lambda.LastUpdateStatus;
import dev.martlet.wire.shape.lambda.State;
import dev.martlet.wire.shape.lambda.UpdateFunctionCodeRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings a platform's function to what a folder says: creates it, or changes only what differs,
 * gives a broken one its code again, and returns once it is active. Belongs to one thread.
 */
public final class Deployment {
  /** Kept as written, until roles mean something. */
  private static final String ROLE = "arn:aws:iam::000000000000:role/martlet";

  private static final String NO_REASON = "no reason given";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int POLLS = 1_200;

  /** What the platform takes in a request, as AWS does: it is told before minutes of sending. */
  private static final int LONGEST_CODE = 50 << 20;

  private final Client client;
  private final Pace pace;
  private final Consumer<String> progress;

  /**
   * @param client of the platform
   * @param pace between questions whether the function is active yet; at most 1,200 of 100 ms
   * @param progress gets a sentence before each step
   */
  public Deployment(Client client, Pace pace, Consumer<String> progress) {
    this.client = client;
    this.pace = pace;
    this.progress = progress;
  }

  /** Deploys the project; fails if the platform refuses or the function does not become active. */
  public Deployed deploy(Project project) {
    return switch (present(project.name())) {
      case Done<FunctionConfiguration>(FunctionConfiguration present) -> update(project, present);
      case Refused<FunctionConfiguration>(Refusal refusal) -> {
        if (!refusal.code().equals("ResourceNotFoundException")) {
          throw refusal.failure();
        }
        yield create(project);
      }
    };
  }

  private Answer<FunctionConfiguration> present(String name) {
    return client.call(
        Lambda.GET_FUNCTION_CONFIGURATION,
        GetFunctionConfigurationRequest.builder().functionName(name).build());
  }

  private Deployed create(Project project) {
    Wanted wanted = new Wanted(project, RuntimeChoice.of(project, Optional.empty(), client));
    byte[] code = code(project);
    Manifest manifest = project.manifest();
    var request =
        CreateFunctionRequest.builder()
            .functionName(project.name())
            .runtime(wanted.runtime().wire())
            .handler(project.handler())
            .role(manifest.role().orElse(ROLE))
            .code(FunctionCode.builder().zipFile(Blob.adopt(code)).build());
    manifest.memory().ifPresent(request::memorySize);
    manifest.timeout().ifPresent(request::timeout);
    manifest.description().ifPresent(request::description);
    manifest
        .environment()
        .ifPresent(all -> request.environment(Environment.builder().variables(all).build()));
    progress.accept("creating " + project.name() + ", " + code.length + " bytes of code");
    client.call(Lambda.CREATE_FUNCTION, request.build()).orFail();
    waitUntilActive(project.name());
    return new Deployed.Created(
        project.name(), wanted.runtime().wire(), project.handler(), code.length);
  }

  private Deployed update(Project project, FunctionConfiguration present) {
    Wanted wanted =
        new Wanted(
            project, RuntimeChoice.of(project, Optional.ofNullable(present.runtime()), client));
    List<Change> changes = new ArrayList<>();
    updateCode(project, present).ifPresent(changes::add);
    List<Change> settings = wanted.changesFrom(present);
    if (!settings.isEmpty()) {
      progress.accept("changing the configuration of " + project.name());
      client.call(Lambda.UPDATE_FUNCTION_CONFIGURATION, wanted.request()).orFail();
      waitUntilActive(project.name());
      changes.addAll(settings);
    }
    return changes.isEmpty()
        ? new Deployed.Unchanged(project.name())
        : new Deployed.Updated(project.name(), changes);
  }

  private Optional<Change> updateCode(Project project, FunctionConfiguration present) {
    byte[] code = code(project);
    boolean same = sha256(code).equals(present.codeSha256());
    // A broken function may have lost its code: the same again is what mends it.
    Optional<String> broken = broken(present);
    if (same && broken.isEmpty()) {
      return Optional.empty();
    }
    broken.ifPresent(why -> progress.accept(project.name() + " is broken: " + why));
    progress.accept("sending " + code.length + " bytes of code of " + project.name());
    client
        .call(
            Lambda.UPDATE_FUNCTION_CODE,
            UpdateFunctionCodeRequest.builder()
                .functionName(project.name())
                .zipFile(Blob.adopt(code))
                .build())
        .orFail();
    waitUntilActive(project.name());
    if (same) {
      return Optional.of(new Change("state", "broken", "active"));
    }
    Long before = present.codeSize();
    return Optional.of(
        new Change("code", before == null ? "" : before + " bytes", code.length + " bytes"));
  }

  /** Why a function cannot run, or not as it was wanted last; empty if it can. */
  private static Optional<String> broken(FunctionConfiguration function) {
    if (function.state() == State.FAILED) {
      return Optional.of(Objects.requireNonNullElse(function.stateReason(), NO_REASON));
    }
    return function.lastUpdateStatus() == LastUpdateStatus.FAILED
        ? Optional.of(Objects.requireNonNullElse(function.lastUpdateStatusReason(), NO_REASON))
        : Optional.empty();
  }

  private byte[] code(Project project) {
    byte[] code = project.code(progress);
    if (code.length > LONGEST_CODE) {
      throw Failure.usage(
          "The code of %s is %,d bytes as a zip, and a function's may be %,d (50 MB) at most."
              .formatted(project.name(), code.length, LONGEST_CODE),
          "Leave out what it does not need with 'exclude' in " + Manifest.FILE + ".");
    }
    return code;
  }

  private void waitUntilActive(String name) {
    for (int poll = 0; poll < POLLS; poll++) {
      FunctionConfiguration now = present(name).orFail();
      broken(now)
          .ifPresent(
              why -> {
                throw new Failure(Exit.REFUSED, name + " did not become active: " + why);
              });
      if (now.state() != State.PENDING && now.lastUpdateStatus() != LastUpdateStatus.IN_PROGRESS) {
        return;
      }
      pace.pause(POLL);
    }
    throw new Failure(
        Exit.REFUSED,
        name + " is still not active after " + POLL.multipliedBy(POLLS).toSeconds() + " s.",
        "See what it waits for: ./martlet functions");
  }

  private static String sha256(byte[] code) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(code));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
