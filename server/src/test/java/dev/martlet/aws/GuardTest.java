package dev.martlet.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.http.Answer;
import dev.martlet.http.Route;
import dev.martlet.model.Call;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import dev.martlet.wire.sign.Credentials;
import dev.martlet.wire.sign.Signer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
  private static final Route SECRET = exchange -> exchange.respond(Answer.text(200, "secret"));
  private static final String PATH = "/_martlet/code/us-east-1/square/abc.zip";

  @TempDir private Path folder;
  private Account account;
  private Guard guard;

  @BeforeEach
  void build() throws IOException {
    account = new Account(folder);
    guard = new Guard(Account.access(false), account.keys, account.clock);
  }

  private ScriptedExchange handle(ScriptedExchange exchange) throws IOException {
    guard.before(SECRET).handle(exchange);
    return exchange;
  }

  private String link() {
    Call call =
        new Call(
            Account.ID,
            new Region("us-east-1"),
            account.keys.root(),
            new RequestId("00000000-0000-4000-8000-000000000000"),
            account.clock.now(),
            0,
            Account.ENDPOINT,
            null);
    return guard.link(call, PATH).substring(Account.ENDPOINT.length());
  }

  @Test
  void whoSignsForItPasses() throws IOException {
    ScriptedExchange signed =
        account.signed(Guard.SERVICE, "GET", "/_martlet/metrics", Map.of(), "");
    assertThat(handle(signed).text()).isEqualTo("secret\n");
    assertThat(guard.admits(signed)).isTrue();
  }

  @Test
  void strangersAndSignaturesForOtherServicesDoNotPass() throws IOException {
    ScriptedExchange unsigned = new ScriptedExchange("GET", "/_martlet/metrics", Map.of(), "");
    assertThat(handle(unsigned).answer().status()).isEqualTo(403);
    assertThat(guard.admits(unsigned)).isFalse();
    ScriptedExchange other = account.signed("lambda", "GET", "/_martlet/metrics", Map.of(), "");
    assertThat(handle(other).text()).contains("correct service: 'martlet'");
  }

  @Test
  void aLinkHoldsForTenMinutesAndForItsPathAlone() throws IOException {
    String link = link();
    assertThat(handle(new ScriptedExchange("GET", link, Map.of(), "")).text())
        .isEqualTo("secret\n");
    String other = link.replace("square", "cube");
    assertThat(handle(new ScriptedExchange("GET", other, Map.of(), "")).answer().status())
        .isEqualTo(403);
    assertThat(handle(new ScriptedExchange("PUT", link, Map.of(), "")).answer().status())
        .isEqualTo(403);
    account.clock.advance(Duration.ofSeconds(601));
    assertThat(handle(new ScriptedExchange("GET", link, Map.of(), "")).answer().status())
        .isEqualTo(403);
  }

  @Test
  void aClockThatJumpsCostsALinkAndTheNextOneHolds() throws IOException {
    for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
      String link = link();
      account.clock.putBack(jump);
      assertThat(handle(new ScriptedExchange("GET", link, Map.of(), "")).answer().status())
          .isEqualTo(403);
      assertThat(handle(new ScriptedExchange("GET", link(), Map.of(), "")).text())
          .isEqualTo("secret\n");
    }
  }

  @Test
  void aFunctionInItsRoleIsAStrangerHere() throws IOException {
    Credentials session = account.session();
    ScriptedExchange signed =
        account.signed(session, "us-east-1", Guard.SERVICE, "GET", PATH, Map.of(), "");
    assertThat(handle(signed).answer().status()).isEqualTo(403);
    assertThat(signed.text()).contains("/square may not see this");
    assertThat(guard.admits(signed)).isFalse();
    URI presigned =
        new Signer(session, "us-east-1", Guard.SERVICE)
            .presign(
                "GET",
                URI.create(Account.ENDPOINT + PATH),
                Duration.ofMinutes(1),
                account.clock.now());
    String link = presigned.toString().substring(Account.ENDPOINT.length());
    assertThat(handle(new ScriptedExchange("GET", link, Map.of(), "")).text())
        .contains("/square may not see this");
  }

  @Test
  void aLongBodyIsNotReadByTheGuard() throws IOException {
    ScriptedExchange signed =
        account.signed(Guard.SERVICE, "POST", "/_martlet/x", Map.of(), "a".repeat(100_000));
    assertThat(handle(signed).answer().status()).isEqualTo(413);
  }
}
