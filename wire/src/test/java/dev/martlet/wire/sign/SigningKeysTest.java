package dev.martlet.wire.sign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeysTest {
  private static final Credentials PAIR = Credentials.of("AKIA", "secret");
  private static final Scope SCOPE = new Scope("20261121", "us-east-1", "lambda");

  private final SigningKeys keys = new SigningKeys();

  @Test
  void aKeyThatWasKeptIsFoundByTheSameCredentialsAndScope() {
    SigningKey kept = SigningKey.derive("secret", SCOPE);
    keys.keep(PAIR, SCOPE, kept);
    assertThat(
            keys.find(
                Credentials.of("AKIA", "secret"), new Scope("20261121", "us-east-1", "lambda")))
        .isSameAs(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "AKIB, secret, 20261121, us-east-1, lambda",
    "AKIA, other, 20261121, us-east-1, lambda",
    "AKIA, secret, 20261122, us-east-1, lambda",
    "AKIA, secret, 20261121, eu-west-1, lambda",
    "AKIA, secret, 20261121, us-east-1, logs"
  })
  void anyDifferenceFindsNoKey(
      String id, String secret, String date, String region, String service) {
    SigningKey kept = SigningKey.derive("secret", SCOPE);
    keys.keep(PAIR, SCOPE, kept);
    assertThat(keys.find(Credentials.of(id, secret), new Scope(date, region, service))).isNull();
  }
}
