package dev.martlet.cli.deploy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes an archive by hand: {@code java.util.zip} keeps neither modes nor symbolic links. The same
 * entries give the same bytes: every time is 1 January 1980 and every mode one of three. Archives
 * that need the 64-bit format do not arise, since a function's code is smaller.
 */
final class CodeZip {
  /** MS-DOS date of 1 January 1980, the first that the format knows. */
  private static final int EPOCH_DATE = 0x0021;

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END_OF_DIRECTORY = 0x06054b50;
  private static final int VERSION = 20;
  private static final int MADE_ON_UNIX = 3 << 8 | VERSION;
  private static final int UTF_8_NAMES = 1 << 11;
  private static final int DEFLATED = 8;

  /** A number of its own, because the library's default may change and archives may not. */
  private static final int USUAL_COMPRESSION = 6;

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int count;

  private CodeZip() {}

  /** The archive of the entries, in their order. */
  static byte[] of(List<CodeEntry> entries) {
    CodeZip zip = new CodeZip();
    entries.forEach(zip::add);
    return zip.finish();
  }

  private void add(CodeEntry entry) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    byte[] content = entry.content();
    byte[] packed = deflate(content);
    int offset = archive.size();
    byte[] description = description(content, packed.length, name.length);
    write(archive, ints(LOCAL_HEADER), shorts(VERSION), description, shorts(0), name, packed);
    write(
        directory,
        ints(CENTRAL_HEADER),
        shorts(MADE_ON_UNIX, VERSION),
        description,
        shorts(0, 0, 0, 0),
        ints(entry.mode() << 16, offset),
        name);
    count++;
  }

  /** What the local and the central header have in common. */
  private static byte[] description(byte[] content, int packedLength, int nameLength) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ByteArrayOutputStream common = new ByteArrayOutputStream();
    write(
        common,
        shorts(UTF_8_NAMES, DEFLATED, 0, EPOCH_DATE),
        ints((int) checksum.getValue(), packedLength, content.length),
        shorts(nameLength));
    return common.toByteArray();
  }

  private static byte[] deflate(byte[] content) {
    // The best level takes half as long again, for less than a hundredth of the size.
    Deflater deflater = new Deflater(USUAL_COMPRESSION, true);
    try {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      byte[] buffer = new byte[16_384];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private byte[] finish() {
    int start = archive.size();
    write(
        archive,
        directory.toByteArray(),
        ints(END_OF_DIRECTORY),
        shorts(0, 0, count, count),
        ints(directory.size(), start),
        shorts(0));
    return archive.toByteArray();
  }

  private static void write(ByteArrayOutputStream stream, byte[]... parts) {
    for (byte[] part : parts) {
      stream.writeBytes(part);
    }
  }

  private static byte[] shorts(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }
}
