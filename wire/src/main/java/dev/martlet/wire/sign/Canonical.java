package dev.martlet.wire.sign;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The canonical request, written into one growing buffer in a single pass. For one request. */
final class Canonical {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private byte[] bytes = new byte[1024];
  private int length;

  private Canonical() {}

  /**
   * The SHA-256 of the canonical request, in lower-case hexadecimal.
   *
   * @param presigned whether the signature itself is in the query, and to be left out
   */
  static String hash(
      Signable request,
      String service,
      String signedHeaders,
      boolean presigned,
      String payloadHash) {
    Canonical canonical = new Canonical();
    canonical.text(request.method()).put('\n');
    CanonicalPath.write(request.rawPath(), service, canonical);
    canonical.put('\n');
    CanonicalQuery.write(request.rawQuery(), presigned, canonical);
    canonical.put('\n').headers(request, signedHeaders).put('\n');
    canonical.text(signedHeaders).put('\n').text(payloadHash);
    MessageDigest digest = Sha256.computation();
    digest.update(canonical.bytes, 0, canonical.length);
    return Sha256.hex(digest);
  }

  /** Appends characters that each stand for one byte. */
  @SuppressWarnings(
      "deprecation") // it takes the low byte of each character, which is what is meant
  Canonical text(String text) {
    int count = text.length();
    reserve(count);
    text.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  Canonical put(char character) {
    reserve(1);
    bytes[length++] = (byte) character;
    return this;
  }

  /** Appends one byte, percent-encoded unless it is unreserved. */
  Canonical encoded(int octet) {
    if (PercentCode.unreserved(octet)) {
      return put((char) octet);
    }
    reserve(3);
    bytes[length++] = '%';
    bytes[length++] = (byte) HEX.toHighHexDigit(octet);
    bytes[length++] = (byte) HEX.toLowHexDigit(octet);
    return this;
  }

  private Canonical headers(Signable request, String signedHeaders) {
    int start = 0;
    while (start <= signedHeaders.length()) {
      int end = signedHeaders.indexOf(';', start);
      end = end < 0 ? signedHeaders.length() : end;
      String name = signedHeaders.substring(start, end);
      text(name).put(':').trimmed(request.header(name)).put('\n');
      start = end + 1;
    }
    return this;
  }

  /** Appends a header's value: blanks around it are dropped, those within become one space. */
  private Canonical trimmed(@Nullable String value) {
    if (value == null) {
      return this;
    }
    reserve(value.length());
    boolean gap = false;
    int start = length;
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if (character == ' ' || character == '\t') {
        gap = length > start;
        continue;
      }
      if (gap) {
        bytes[length++] = ' ';
        gap = false;
      }
      bytes[length++] = (byte) character;
    }
    return this;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
