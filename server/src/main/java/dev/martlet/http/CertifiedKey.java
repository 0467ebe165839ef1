package dev.martlet.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's certificate, those that vouch for it, and its private key.
 *
 * @param chain the server's own first
 */
record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
  /** Longest of either file. */
  static final int MAX_FILE_BYTES = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]*)-----END \\1-----");
  private static final byte[] TRIAL = "a trial".getBytes(StandardCharsets.US_ASCII);

  CertifiedKey {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("A server has a certificate");
    }
  }

  /** What a look at the files came to. */
  sealed interface Reading {
    record Read(CertifiedKey pair) implements Reading {}

    /** They cannot be used; {@code why} is a sentence without its full stop. */
    record Broken(String why) implements Reading {}
  }

  /** Why a pair of files is of no use. */
  private static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenException(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Reads a pair.
   *
   * @param certificates PEM: the server's own certificate, then those that vouch for it
   * @param key PEM: the private key in PKCS #8, not encrypted
   */
  static Reading read(Path certificates, Path key) {
    try {
      List<X509Certificate> chain = chain(certificates);
      PublicKey expected = chain.getFirst().getPublicKey();
      PrivateKey secret = key(key, expected.getAlgorithm());
      if (!belong(secret, expected)) {
        throw new BrokenException(
            key + " is not the key of the first certificate in " + certificates);
      }
      return new Reading.Read(new CertifiedKey(chain, secret));
    } catch (BrokenException broken) {
      return new Reading.Broken(String.valueOf(broken.getMessage()));
    }
  }

  private static List<X509Certificate> chain(Path file) throws BrokenException {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException malformed) {
      throw new BrokenException(file + " holds no certificates in PEM: " + malformed.getMessage());
    }
    throw new BrokenException(file + " holds no certificates in PEM");
  }

  private static PrivateKey key(Path file, String algorithm) throws BrokenException {
    Matcher block = BLOCK.matcher(new String(content(file), StandardCharsets.ISO_8859_1));
    while (block.find()) {
      String kind = block.group(1);
      if (kind.equals("PRIVATE KEY")) {
        return decode(file, block.group(2), algorithm);
      }
      if (kind.endsWith("PRIVATE KEY")) {
        throw new BrokenException(
            "%s holds a key of the kind '%s', and a plain 'PRIVATE KEY' is needed: `openssl pkcs8 -topk8 -nocrypt -in %1$s -out NEW` makes one"
                .formatted(file, kind));
      }
    }
    throw new BrokenException(file + " holds no private key in PEM");
  }

  private static PrivateKey decode(Path file, String base64, String algorithm)
      throws BrokenException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      throw new BrokenException(
          file + " holds no key for " + algorithm + ", which the certificate is for");
    }
  }

  private static boolean belong(PrivateKey secret, PublicKey open) throws BrokenException {
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> open.getAlgorithm();
        };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update(TRIAL);
      byte[] signature = signing.sign();
      signing.initVerify(open);
      signing.update(TRIAL);
      return signing.verify(signature);
    } catch (GeneralSecurityException unusable) {
      throw new BrokenException(
          "A certificate for " + open.getAlgorithm() + " cannot be used: " + unusable.getMessage());
    }
  }

  private static byte[] content(Path file) throws BrokenException {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new BrokenException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new BrokenException("There is no file " + file);
    } catch (IOException unreadable) {
      throw new BrokenException(file + " cannot be read: " + unreadable.getMessage());
    }
  }
}
