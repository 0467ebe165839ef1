package dev.martlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Functions;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Principal;
import dev.martlet.model.RoleCredentials.Temporary;
import dev.martlet.wire.sign.Credentials;
import dev.martlet.wire.sign.KeyRing.Expired;
import dev.martlet.wire.sign.KeyRing.Known;
import dev.martlet.wire.sign.KeyRing.Unknown;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  private static final AccountId ACCOUNT = new AccountId("000000000000");
  private static final FunctionVersion SQUARE = Functions.version("square", "r1", 128);

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private Keys keys;
  private Temporary given;

  @BeforeEach
  void open() throws IOException {
    keys = open(1);
    given = keys.sessions().of(SQUARE);
  }

  /** A process on the data directory. */
  private Keys open(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return Keys.open(folder.resolve("keys.json"), ACCOUNT, clock, random);
  }

  private Credentials credentials() {
    return new Credentials(given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
  }

  @Test
  void whatWasGivenIsKnownAsItsFunctionInItsRole() {
    assertThat(given.accessKeyId()).matches("ASIA[A-Z2-7]{16}");
    assertThat(given.secretAccessKey()).matches("[A-Za-z0-9+/]{40}");
    assertThat(given.sessionToken()).matches("[A-Za-z0-9_-]{100,500}");
    assertThat(keys.find(given.accessKeyId(), given.sessionToken()))
        .isEqualTo(new Known(credentials()));
    Principal owner = keys.owner(credentials());
    assertThat(owner.account()).isEqualTo(ACCOUNT);
    assertThat(owner.isRoot()).isFalse();
    String role = SQUARE.role().substring(SQUARE.role().lastIndexOf('/') + 1);
    assertThat(owner.arn()).isEqualTo("arn:aws:sts::000000000000:assumed-role/" + role + "/square");
  }

  @Test
  void eachEnvironmentGetsItsOwn() {
    Set<String> secrets = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(secrets.add(keys.sessions().of(SQUARE).secretAccessKey())).isTrue();
    }
  }

  @Test
  void aRolesPathIsLeftOutAndANameThatIamWouldNotTakeIsCut() {
    given = keys.sessions().of(withRole("arn:aws:iam::000000000000:role/service-role/reader"));
    assertThat(keys.owner(credentials()).arn()).endsWith(":assumed-role/reader/square");
    given = keys.sessions().of(withRole("arn:aws:iam::000000000000:role/" + "r".repeat(100_000)));
    assertThat(keys.owner(credentials()).arn())
        .endsWith(":assumed-role/" + "r".repeat(64) + "/square");
  }

  private static FunctionVersion withRole(String role) {
    return new FunctionVersion(
        SQUARE.arn(),
        SQUARE.version(),
        SQUARE.revision(),
        SQUARE.runtime(),
        SQUARE.handler(),
        SQUARE.code(),
        SQUARE.memory(),
        SQUARE.timeout(),
        SQUARE.environment(),
        role,
        SQUARE.log());
  }

  @Test
  void theyEndAfterTwelveHours() {
    clock.advance(Duration.ofHours(12).minusSeconds(1));
    assertThat(keys.find(given.accessKeyId(), given.sessionToken())).isInstanceOf(Known.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(keys.find(given.accessKeyId(), given.sessionToken())).isEqualTo(new Expired());
  }

  @Test
  void aClockThatJumpsAnHourBackAndForthEndsNone() {
    clock.advance(Duration.ofHours(6));
    clock.putBack(Duration.ofHours(-1));
    assertThat(keys.find(given.accessKeyId(), given.sessionToken())).isInstanceOf(Known.class);
    clock.putBack(Duration.ofHours(8));
    assertThat(keys.find(given.accessKeyId(), given.sessionToken())).isInstanceOf(Known.class);
  }

  @Test
  void aTokenOfAFormerProcessOrOfAnotherPlatformIsWorthNothing() throws IOException {
    assertThat(open(2).find(given.accessKeyId(), given.sessionToken())).isEqualTo(new Unknown());
  }

  @Test
  void aTokenGoesWithItsOwnKeyAlone() {
    Temporary other = keys.sessions().of(SQUARE);
    String owners = keys.current().accessKeyId();
    assertThat(keys.find(other.accessKeyId(), given.sessionToken())).isEqualTo(new Unknown());
    assertThat(keys.find(owners, given.sessionToken())).isEqualTo(new Unknown());
    assertThat(keys.find(given.accessKeyId(), null)).isEqualTo(new Unknown());
    assertThat(keys.find(given.accessKeyId(), "")).isEqualTo(new Unknown());
  }

  @Test
  void noBitOfATokenCanBeChanged() {
    byte[] token = Base64.getUrlDecoder().decode(given.sessionToken());
    for (int bit = 0; bit < token.length * 8; bit++) {
      byte[] changed = token.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(keys.find(given.accessKeyId(), encoded(changed))).isEqualTo(new Unknown());
    }
  }

  @Test
  void wordsWithoutOurSealAreNotEvenRead() {
    byte[] words = (given.accessKeyId() + "\nlater\n1\n2\n3").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(keys.find(given.accessKeyId(), encoded(words))).isEqualTo(new Unknown());
    byte[] sealed = new byte[32 + words.length];
    System.arraycopy(words, 0, sealed, 32, words.length);
    assertThat(keys.find(given.accessKeyId(), encoded(sealed))).isEqualTo(new Unknown());
  }

  @Test
  void garbageOfAnyLengthIsUnknown() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(12);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder garbage = new StringBuilder();
      for (int i = random.nextInt(200); i > 0; i--) {
        garbage.append((char) random.nextInt(0x180));
      }
      assertThat(keys.find(given.accessKeyId(), garbage.toString())).isEqualTo(new Unknown());
    }
    String endless = given.sessionToken().repeat(100_000);
    assertThat(keys.find(given.accessKeyId(), endless)).isEqualTo(new Unknown());
  }

  @Test
  void theyShowNoSecret() {
    assertThat(given).hasToString(given.accessKeyId());
    assertThat(credentials()).hasToString(given.accessKeyId());
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
