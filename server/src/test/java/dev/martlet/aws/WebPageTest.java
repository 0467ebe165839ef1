package dev.martlet.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.sign.Signable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebPageTest {
  private static Signable with(String header, String value) {
    return new SignedExchange(new ScriptedExchange("POST", "/", Map.of(header, value), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:4566",
        "127.0.0.2",
        "localhost:4566",
        "LocalHost",
        "bucket.localhost:4566",
        "[::1]:4566"
      })
  void clientsOnThisMachineAreServed(String host) {
    assertThat(WebPage.refusal(with("Host", host))).isEmpty();
    assertThat(WebPage.refusal(with("Origin", "http://" + host))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "example.org:4566",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "192.0.2.1:4566",
        "mylocalhost",
        "localhost:4566@example.org",
        ""
      })
  void aNameThatIsMadeToLeadHereIsNot(String host) {
    assertThat(WebPage.refusal(with("Host", host))).isPresent();
    assertThat(WebPage.refusal(with("Origin", "http://" + host))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org",
        "null",
        "",
        "file://",
        "chrome-extension://abcdef",
        "localhost",
        "http://localhost/",
        "http://example.org http://localhost"
      })
  void aPageOfElsewhereIsNot(String origin) {
    assertThat(WebPage.refusal(with("Origin", origin)))
        .hasValueSatisfying(why -> assertThat(why).startsWith("not a web page of " + origin));
  }

  @Test
  void aLongNameIsCut() {
    assertThat(WebPage.refusal(with("Origin", "x".repeat(1000))))
        .hasValueSatisfying(why -> assertThat(why).hasSizeLessThan(160));
  }
}
