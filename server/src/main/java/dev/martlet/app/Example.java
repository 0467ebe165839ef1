package dev.martlet.app;

import dev.martlet.cli.deploy.Deployment;
import dev.martlet.cli.deploy.Pace;
import dev.martlet.cli.deploy.Project;
import dev.martlet.cli.remote.Answer;
import dev.martlet.cli.remote.Client;
import dev.martlet.cli.remote.Connection;
import dev.martlet.cli.remote.DataDirectory;
import dev.martlet.cli.report.Failure;
import dev.martlet.cli.report.ShellWord;
import dev.martlet.cli.report.Visible;
import dev.martlet.model.Runtimes;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.InvocationRequest;
import dev.martlet.wire.shape.lambda.InvocationResponse;
import dev.martlet.wire.shape.lambda.Lambda;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code up} does beyond {@code serve}: deploys the example over HTTP as any user would, calls
 * it, and shows how to do it again. An example that cannot be called is told, and stops nothing.
 */
final class Example {
  private static final String NAME = "square";
  private static final String EVENT = "{\"numbers\":[2,3,4]}";

  private final Home home;
  private final Runtimes runtimes;
  private final PrintStream out;

  Example(Home home, Runtimes runtimes, PrintStream out) {
    this.home = home;
    this.runtimes = runtimes;
    this.out = out;
  }

  /**
   * @param data the platform's data directory, for the command that shows the keys
   */
  void run(Connection connection, Path data) {
    Optional<String> language = language();
    if (language.isEmpty()) {
      out.println("This machine has neither Python nor Node: install python3 or nodejs.");
      return;
    }
    try (Client client = new Client(connection, Clock.systemUTC())) {
      if (!present(client)) {
        Project project = Project.of(home.square(language.get()), Optional.of(NAME));
        new Deployment(client, Pace.real(), step -> out.println("  " + step)).deploy(project);
      }
      out.println("  " + NAME + " " + EVENT + invoke(client));
    } catch (Failure failure) {
      out.println("  " + NAME + " cannot be called: " + failure.what());
      failure.remedies().forEach(remedy -> out.println("    " + remedy));
    }
    hints(connection, data);
  }

  private Optional<String> language() {
    if (has(Runtimes.Language.PYTHON)) {
      return Optional.of("python");
    }
    return has(Runtimes.Language.NODE) ? Optional.of("node") : Optional.empty();
  }

  private boolean has(Runtimes.Language language) {
    return runtimes.installed().stream().anyMatch(found -> found.language() == language);
  }

  private static boolean present(Client client) {
    return client.call(
            Lambda.GET_FUNCTION_CONFIGURATION,
            GetFunctionConfigurationRequest.builder().functionName(NAME).build())
        instanceof Answer.Done;
  }

  private static String invoke(Client client) {
    InvocationResponse response =
        client
            .call(
                Lambda.INVOKE,
                InvocationRequest.builder().functionName(NAME).payload(Blob.utf8(EVENT)).build())
            .orFail();
    byte[] payload = Objects.requireNonNullElse(response.payload(), Blob.EMPTY).toByteArray();
    // It may be the user's own function by now, and what that says is not ours.
    String answer = Visible.of(new String(payload, StandardCharsets.UTF_8));
    return response.functionError() == null ? " → " + answer : " failed: " + answer;
  }

  private void hints(Connection connection, Path data) {
    String url = connection.endpoint().toString();
    out.printf(
        """

        Call it again, with the keys in your shell:
          eval "$(%1$s env%6$s)"
          curl %7$s--aws-sigv4 aws:amz:%2$s:lambda --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\
            --data '%3$s' %4$s/2015-03-31/functions/%5$s/invocations
          echo '%3$s' | aws --endpoint-url %4$s lambda invoke --function-name %5$s \\
            --payload fileb:///dev/stdin /dev/stdout
        Ctrl-C stops the platform.
        """,
        ShellWord.of(
            System.getProperty(
                "martlet.command", System.getProperty("martlet.root", ".") + "/martlet")),
        connection.region(),
        EVENT,
        url,
        NAME,
        new DataDirectory(data).flag(),
        connection.authorities().isPresent() ? "--cacert \"$AWS_CA_BUNDLE\" " : "");
  }
}
