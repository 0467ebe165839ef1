package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Aliases over the wire: what they lead to, and that nobody notices when they are moved. */
class AliasIT extends OnePlatform {
  private static final String FUNCTIONS = "/2015-03-31/functions/";
  private static final Language LANGUAGE = Language.PYTHON;
  private static final int CALLERS = 3;
  private static final int ROUNDS = 5;

  @Test
  void anAliasIsCalledShownAndKeptLikeAVersion() {
    String code =
        """
        def handler(event, context):
          return [context.invoked_function_arn, context.function_version]
        """;
    api.create("shown", LANGUAGE.runtime(api), LANGUAGE.handler(), Map.of("main.py", code));
    api.settled("shown");
    assertThat(api.publish("shown").status()).isEqualTo(201);
    Reply made = api.point("shown", "live", "1");
    assertThat(made.status()).isEqualTo(201);
    String arn = made.member("AliasArn");
    assertThat(arn).endsWith(":function:shown:live");

    for (String name :
        List.of(
            "shown/invocations?Qualifier=live",
            "shown:live/invocations",
            "000000000000:function:shown:live/invocations",
            arn + "/invocations")) {
      Reply reply = api.lambda("POST", FUNCTIONS + name, "{}");
      assertThat(reply.body()).as(name).isEqualTo("[\"" + arn + "\", \"1\"]");
      assertThat(reply.header("x-amz-executed-version")).as(name).contains("1");
    }
    assertThat(api.lambda("GET", FUNCTIONS + "shown?Qualifier=live", "").member("FunctionArn"))
        .isEqualTo(arn);
    assertThat(api.lambda("DELETE", FUNCTIONS + "shown?Qualifier=1", "").errorCode())
        .isEqualTo("ResourceConflictException");
    String another = "{\"RevisionId\":\"another\"}";
    assertThat(api.lambda("PUT", FUNCTIONS + "shown/aliases/live", another).status())
        .isEqualTo(412);
    assertThat(api.aliases("shown").body()).contains(arn);
    assertThat(api.deleteAlias("shown", "live").status()).isEqualTo(204);
    assertThat(api.invoke("shown:live", "{}").errorCode()).isEqualTo("ResourceNotFoundException");
  }

  @Test
  void noCallFailsWhileAnAliasIsMovedForthAndBack() throws Exception {
    api.create("moved", LANGUAGE.runtime(api), LANGUAGE.handler(), LANGUAGE.answering("1"));
    api.settled("moved");
    api.publish("moved");
    api.point("moved", "live", "1");
    Set<String> expected = new TreeSet<>(Set.of("200 1"));
    AtomicBoolean moving = new AtomicBoolean(true);
    List<Future<Set<String>>> seen = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        seen.add(callers.submit(() -> answers(moving)));
      }
      for (int round = 2; round < 2 + ROUNDS; round++) {
        expected.add("200 " + round);
        String next = published(round);
        assertThat(lead(next)).as("at once").isEqualTo("200 " + round);
        assertThat(lead("1")).as("rolled back").isEqualTo("200 1");
        api.lambda("DELETE", FUNCTIONS + "moved?Qualifier=" + next, "");
      }
      moving.set(false);
    }
    for (Future<Set<String>> answers : seen) {
      assertThat(answers.get()).isNotEmpty().isSubsetOf(expected);
    }
  }

  /** Everything that calls of the alias come to until it is no longer moved. */
  private static Set<String> answers(AtomicBoolean moving) {
    Set<String> answers = new TreeSet<>();
    do {
      answers.add(called());
    } while (moving.get());
    return answers;
  }

  /** Moves the alias, and calls it. */
  private static String lead(String version) {
    assertThat(api.move("moved", "live", version).status()).isEqualTo(200);
    return called();
  }

  private static String called() {
    Reply reply = api.invoke("moved:live", "{}");
    return reply.status() + " " + reply.body();
  }

  /** Publishes code that answers {@code number}; it may not be ready yet. */
  private static String published(int number) {
    String archive = Archive.base64(LANGUAGE.answering(Integer.toString(number)));
    api.settled("moved");
    Reply reply =
        api.lambda(
            "PUT", FUNCTIONS + "moved/code", "{\"Publish\":true,\"ZipFile\":\"" + archive + "\"}");
    assertThat(reply.status()).isEqualTo(200);
    return reply.member("Version");
  }
}
