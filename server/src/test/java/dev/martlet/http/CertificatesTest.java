package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatesTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  private static PemPair first;
  private static PemPair second;
  private final ManualClock clock = new ManualClock();

  @BeforeAll
  static void make() {
    first = PemPair.make(shared, "EC", "dns:*.example.org,dns:faas.example.org,ip:127.0.0.1");
    second = PemPair.make(shared, "RSA", "ip:0:0:0:0:0:0:0:1");
  }

  @Test
  void theCertificateTellsUnderWhichNamesItIsFound() throws IOException {
    Certificates certificates = open(first);
    assertThat(certificates.host()).contains("faas.example.org");
    assertThat(certificates.name(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(certificates.name(InetAddress.ofLiteral("127.0.0.2"))).isFalse();
    assertThat(certificates.vouchForThemselves()).isTrue();
    assertThat(certificates.ends()).isEqualTo(first.certificate().getNotAfter().toInstant());
    Certificates other = open(second);
    assertThat(other.host()).isEmpty();
    assertThat(other.name(InetAddress.ofLiteral("::1"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void keysOfEveryUsualKindAreRead(String algorithm) throws IOException {
    PemPair pair = PemPair.make(folder, algorithm, "dns:localhost");
    assertThat(open(pair).current().chain()).containsExactly(pair.certificate());
  }

  @Test
  void aChangedPairIsTakenUpWithinASecond() throws IOException {
    Certificates certificates = open(first);
    write(second.certificatePem(), second.keyPem());
    assertThat(certificates.current().chain()).containsExactly(first.certificate());
    clock.advance(Duration.ofSeconds(1));
    assertThat(certificates.current().chain()).containsExactly(second.certificate());
  }

  @Test
  void aChangedPairThatIsBrokenIsToldAndTheFormerOneStays() throws IOException {
    Certificates certificates = open(first);
    write(second.certificatePem(), first.keyPem());
    clock.advance(Duration.ofSeconds(1));
    assertThat(certificates.current().chain()).containsExactly(first.certificate());
    assertThat(certificates.problem()).get().asString().contains("which the certificate is for");
    write(second.certificatePem(), second.keyPem());
    clock.advance(Duration.ofSeconds(1));
    assertThat(certificates.problem()).isEmpty();
    assertThat(certificates.current().chain()).containsExactly(second.certificate());
  }

  @Test
  void filesThatAreGoneAreToldAndTheFormerPairStays() throws IOException {
    Certificates certificates = open(first);
    Files.delete(certificates.file());
    clock.advance(Duration.ofSeconds(1));
    assertThat(certificates.current().chain()).containsExactly(first.certificate());
    assertThat(certificates.problem()).contains("There is no file " + certificates.file());
  }

  @Test
  void formerFilesThatAreBackAreNoProblemAnyMore() throws IOException {
    Certificates certificates = open(first);
    Path aside = Files.move(certificates.file(), folder.resolve("aside"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(certificates.problem()).isPresent();
    Files.move(aside, certificates.file());
    clock.advance(Duration.ofSeconds(1));
    assertThat(certificates.problem()).isEmpty();
    assertThat(certificates.current().chain()).containsExactly(first.certificate());
  }

  /** Two files' contents, and what the refusal says. */
  record Broken(String name, String certificates, String key, String says) {}

  @TestFactory
  Stream<DynamicTest> aPairThatCannotBeUsedIsRefusedWithTheReason() {
    String certificate = first.certificatePem();
    return Stream.of(
            new Broken("no certificate", "hello", first.keyPem(), "holds no certificates in PEM"),
            new Broken(
                "half a certificate",
                certificate.substring(0, 200),
                first.keyPem(),
                "holds no certificates in PEM"),
            new Broken("no key", certificate, certificate, "holds no private key in PEM"),
            new Broken(
                "garbage for a key",
                certificate,
                PemPair.pem("PRIVATE KEY", new byte[] {1, 2}),
                "holds no key for EC"),
            new Broken("the key of another kind", certificate, second.keyPem(), "holds no key for"),
            new Broken(
                "the key of another",
                certificate,
                PemPair.make(shared, "EC", "dns:x").keyPem(),
                "is not the key of the first certificate in"),
            new Broken(
                "an encrypted key",
                certificate,
                PemPair.pem("ENCRYPTED PRIVATE KEY", new byte[9]),
                "`openssl pkcs8 -topk8 -nocrypt -in "),
            new Broken(
                "an old key",
                certificate,
                PemPair.pem("RSA PRIVATE KEY", new byte[9]),
                "of the kind 'RSA PRIVATE KEY'"),
            new Broken(
                "a file without end", certificate + " ".repeat(1 << 20), "", "is larger than"))
        .map(broken -> DynamicTest.dynamicTest(broken.name(), () -> assertRefused(broken)));
  }

  private void assertRefused(Broken broken) throws IOException {
    write(broken.certificates(), broken.key());
    assertThat(Certificates.open(folder.resolve("cert.pem"), folder.resolve("key.pem"), clock))
        .isInstanceOfSatisfying(
            Certificates.Refused.class,
            refused -> assertThat(refused.message()).contains(broken.says()));
  }

  private Certificates open(PemPair pair) throws IOException {
    write(pair.certificatePem(), pair.keyPem());
    Certificates.Opening opening =
        Certificates.open(folder.resolve("cert.pem"), folder.resolve("key.pem"), clock);
    return ((Certificates.Opened) opening).certificates();
  }

  /** As tools that renew certificates do: new files under the old names. */
  private void write(String certificates, String key) throws IOException {
    Files.deleteIfExists(folder.resolve("cert.pem"));
    Files.deleteIfExists(folder.resolve("key.pem"));
    Files.writeString(folder.resolve("cert.pem"), certificates);
    Files.writeString(folder.resolve("key.pem"), key);
  }
}
