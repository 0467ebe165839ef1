package dev.martlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.AccountId;
import dev.martlet.model.ManualClock;
import dev.martlet.wire.sign.Credentials;
import dev.martlet.wire.sign.KeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final AccountId ACCOUNT = new AccountId("123456789012");
  private static final Duration SOON = Duration.ofSeconds(2);

  @TempDir private Path folder;
  private Path path;
  private final ManualClock clock = new ManualClock();
  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_121);

  @BeforeEach
  void place() {
    path = folder.resolve("keys.json");
  }

  private Keys open() throws IOException {
    return Keys.open(path, ACCOUNT, clock, random);
  }

  @Test
  void keysAreMadeAtTheFirstStartForTheOwnersEyesOnly() throws IOException {
    Credentials made = open().current();
    assertThat(made.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
    assertThat(made.secretAccessKey()).matches("[A-Za-z0-9+/]{40}");
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var entries = Files.list(folder)) {
      assertThat(entries).containsExactly(path);
    }
  }

  @Test
  void theSecondStartFindsTheKeysOfTheFirst() throws IOException {
    Credentials made = open().current();
    assertThat(open().current()).isEqualTo(made);
  }

  @Test
  void itIsNoticedWhenOthersMayReadTheSecrets() throws IOException {
    open();
    assertThat(new KeysFile(path).exposed()).isFalse();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(new KeysFile(path).exposed()).isTrue();
  }

  @Test
  void keysBelongToTheAccountsRoot() throws IOException {
    Keys keys = open();
    assertThat(keys.owner(keys.current()).arn()).isEqualTo("arn:aws:iam::123456789012:root");
  }

  @Test
  void aRotatedPairIsTakenUpAndTheOldOneStaysValidUntilItIsDropped() throws IOException {
    Keys keys = open();
    Credentials old = keys.current();
    Credentials rotated = Credentials.of("AKIANEW", "new secret");
    new KeysFile(path).write(new KeyPairs(rotated, Optional.of(old)));
    clock.advance(SOON);
    assertThat(keys.current()).isEqualTo(rotated);
    assertThat(keys.find(old.accessKeyId(), null)).isEqualTo(new KeyRing.Known(old));
    new KeysFile(path).write(new KeyPairs(rotated, Optional.empty()));
    clock.advance(SOON);
    assertThat(keys.find(old.accessKeyId(), null)).isEqualTo(new KeyRing.Unknown());
    assertThat(keys.find("AKIANEW", null)).isEqualTo(new KeyRing.Known(rotated));
  }

  @Test
  void theFileIsNotLookedAtForEveryRequest() throws IOException {
    Keys keys = open();
    Credentials before = keys.current();
    new KeysFile(path).write(new KeyPairs(Credentials.of("AKIANEW", "new"), Optional.empty()));
    assertThat(keys.current()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{", "{}", "{\"accessKeyId\":\"a\"}", "null", "{\"accessKeyId\":1}"})
  void aFileThatCannotBeReadChangesNothingButPreventsAStart(String broken) throws IOException {
    Keys keys = open();
    Credentials before = keys.current();
    Files.writeString(path, broken);
    clock.advance(SOON);
    assertThat(keys.current()).isEqualTo(before);
    assertThatThrownBy(this::open)
        .isInstanceOf(BrokenKeysException.class)
        .hasMessageContaining("keys.json");
  }

  @Test
  void aFileThatIsRemovedChangesNothing() throws IOException {
    Keys keys = open();
    Credentials before = keys.current();
    Files.delete(path);
    clock.advance(SOON);
    assertThat(keys.current()).isEqualTo(before);
  }
}
