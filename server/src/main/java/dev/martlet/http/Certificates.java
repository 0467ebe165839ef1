package dev.martlet.http;

import dev.martlet.http.CertifiedKey.Reading;
import dev.martlet.model.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a listener shows, and its key: two PEM files that may change while it runs.
 * Whoever connects looks at the files, at most once a second. A changed pair that cannot be used is
 * told once in the log, and the former one stays. Connections that are open keep the certificate
 * they have seen. Safe for all threads.
 */
public final class Certificates {
  private static final System.Logger LOG = System.getLogger(Certificates.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private final Path certificates;
  private final Path key;
  private final Clock clock;
  private final AtomicLong nextLook;
  private volatile List<Stamp> stamps;
  private volatile CertifiedKey pair;
  private volatile String problem = "";

  /** What tells that a file has changed. */
  private record Stamp(@Nullable Object file, FileTime modified, long size) {}

  /** What became of opening. */
  public sealed interface Opening {}

  /** The files are in order. */
  public record Opened(Certificates certificates) implements Opening {}

  /** They are not; {@code message} says why, as a sentence without its full stop. */
  public record Refused(String message) implements Opening {}

  private Certificates(
      Path certificates, Path key, Clock clock, List<Stamp> stamps, CertifiedKey pair) {
    this.certificates = certificates;
    this.key = key;
    this.clock = clock;
    this.stamps = stamps;
    this.pair = pair;
    this.nextLook = new AtomicLong(clock.nanoTime() + LOOK_AGAIN.toNanos());
  }

  /**
   * Reads the files for the first time.
   *
   * @param certificates PEM: the server's own certificate, then those that vouch for it
   * @param key PEM: the private key in PKCS #8, not encrypted
   */
  public static Opening open(Path certificates, Path key, Clock clock) {
    List<Stamp> stamps = stamps(certificates, key);
    return switch (CertifiedKey.read(certificates, key)) {
      case Reading.Read(CertifiedKey pair) ->
          new Opened(new Certificates(certificates, key, clock, stamps, pair));
      case Reading.Broken(String why) -> new Refused(why);
    };
  }

  /** The file of the certificates. */
  public Path file() {
    return certificates;
  }

  /** The pair to show now. */
  CertifiedKey current() {
    long due = nextLook.get();
    long now = clock.nanoTime();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK_AGAIN.toNanos())) {
      look();
    }
    return pair;
  }

  private void look() {
    List<Stamp> seen = stamps(certificates, key);
    if (seen.equals(stamps)) {
      if (!problem.isEmpty()) {
        problem = "";
        LOG.log(Level.INFO, "The files of the certificate that is in use are back");
      }
      return;
    }
    switch (CertifiedKey.read(certificates, key)) {
      case Reading.Read(CertifiedKey changed) -> {
        stamps = seen;
        pair = changed;
        problem = "";
        LOG.log(Level.INFO, "The certificate has changed; it ends at {0}", ends(changed));
      }
      case Reading.Broken(String why) -> {
        // It is looked at again: what could not be read now may be whole the next time.
        if (!why.equals(problem)) {
          problem = why;
          LOG.log(
              Level.WARNING, "The changed certificate is not used, the former one is: {0}", why);
        }
      }
    }
  }

  private static List<Stamp> stamps(Path... files) {
    return Stream.of(files).map(Certificates::stamp).toList();
  }

  /** A file that is gone has a stamp too; reading it will say so. */
  private static Stamp stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.fileKey(), now.lastModifiedTime(), now.size());
    } catch (IOException gone) {
      return new Stamp(null, FileTime.fromMillis(0), -1);
    }
  }

  /** Why the files, as they are now, are not used; empty if they are. */
  public Optional<String> problem() {
    current();
    return Optional.of(problem).filter(why -> !why.isEmpty());
  }

  /** When the certificate ceases to be valid. */
  public Instant ends() {
    return ends(current());
  }

  private static Instant ends(CertifiedKey pair) {
    return pair.chain().getFirst().getNotAfter().toInstant();
  }

  /**
   * Whether the file ends in a certificate that nobody else vouches for: then it is all that a
   * client needs to trust the server.
   */
  public boolean vouchForThemselves() {
    X509Certificate last = current().chain().getLast();
    return last.getIssuerX500Principal().equals(last.getSubjectX500Principal());
  }

  /** Whether clients that connect to that address find it in the certificate. */
  public boolean name(InetAddress address) {
    return names(ADDRESS).anyMatch(name -> sameAddress(name, address));
  }

  private static boolean sameAddress(String name, InetAddress address) {
    return InetAddress.ofLiteral(name).equals(address);
  }

  /** The first host that the certificate names in full. */
  public Optional<String> host() {
    return names(DNS_NAME).filter(name -> !name.startsWith("*")).findFirst();
  }

  private Stream<String> names(int kind) {
    try {
      return Objects.requireNonNullElse(
              current().chain().getFirst().getSubjectAlternativeNames(), List.<List<?>>of())
          .stream()
          .filter(name -> Objects.equals(name.getFirst(), kind))
          .map(name -> String.valueOf(name.get(1)));
    } catch (CertificateParsingException malformed) {
      LOG.log(Level.DEBUG, "The certificate's names cannot be read", malformed);
      return Stream.empty();
    }
  }
}
