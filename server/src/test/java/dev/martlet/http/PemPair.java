package dev.martlet.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that nobody else vouches for, and its key, as the JDK's keytool makes them. */
record PemPair(X509Certificate certificate, String certificatePem, String keyPem) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /**
   * Makes one.
   *
   * @param algorithm of the key: {@code EC}, {@code RSA} or {@code Ed25519}
   * @param names as keytool writes them: {@code dns:localhost,ip:127.0.0.1}
   */
  static PemPair make(Path folder, String algorithm, String names) {
    try {
      Path store = Files.createTempFile(folder, "pair", ".p12");
      Files.delete(store);
      run(
          List.of(
              Path.of(System.getProperty("java.home", ""), "bin/keytool").toString(),
              "-genkeypair",
              "-alias",
              "pair",
              "-keyalg",
              algorithm,
              "-dname",
              "CN=" + store.getFileName(),
              "-ext",
              "san=" + names,
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass",
              new String(PASSWORD)));
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      X509Certificate certificate = (X509Certificate) keys.getCertificate("pair");
      return new PemPair(
          certificate,
          pem("CERTIFICATE", certificate.getEncoded()),
          pem("PRIVATE KEY", keys.getKey("pair", PASSWORD).getEncoded()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(output);
    }
  }

  static String pem(String kind, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  /** What a client needs that trusts this certificate alone. */
  SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("pair", certificate);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), new SecureRandom());
    return context;
  }
}
