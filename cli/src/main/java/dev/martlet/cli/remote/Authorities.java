package dev.martlet.cli.remote;

import dev.martlet.cli.report.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A file of certificates that are trusted instead of Java's own, as {@code AWS_CA_BUNDLE} names.
 */
final class Authorities {
  private Authorities() {}

  /** TLS that trusts the certificates in the file, in PEM, and no others. */
  static SSLContext trusting(Path file) {
    Collection<? extends Certificate> certificates = read(file);
    if (certificates.isEmpty()) {
      throw Failure.usage(file + " holds no certificates in PEM.");
    }
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException missing) {
      throw new IllegalStateException("This JVM has no TLS", missing);
    }
  }

  private static Collection<? extends Certificate> read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (NoSuchFileException missing) {
      throw Failure.usage("There is no file " + file + " of certificates to trust.");
    } catch (IOException unreadable) {
      throw Failure.usage("The certificates to trust cannot be read: " + unreadable.getMessage());
    } catch (CertificateException malformed) {
      throw Failure.usage(file + " holds no certificates in PEM.");
    }
  }
}
