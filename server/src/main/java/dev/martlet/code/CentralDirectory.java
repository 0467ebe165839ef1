package dev.martlet.code;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a zip archive's table of contents, the only description of its entries that counts.
 *
 * <p>Our own reader and not a library's: {@code java.util.zip} drops modes, and the others pull in
 * more than they save, while we want refusals where they want to be lenient.
 */
final class CentralDirectory {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int LOCATOR64_SIGNATURE = 0x07064b50;
  private static final int LOCATOR64_LENGTH = 20;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int EXTRA_ZIP64 = 1;
  private static final long IN_EXTRA = 0xFFFFFFFFL;
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int UNIX = 3;
  private static final int MAC = 19;
  private static final Charset DOS = Charset.forName("IBM437");

  private final ByteBuffer archive;

  private CentralDirectory(ByteBuffer archive) {
    this.archive = archive;
  }

  /** Where the table lies; {@code shift} is what stands before the archive proper. */
  private record Place(long offset, long length, long entries, long shift) {}

  /**
   * All entries, in the table's order.
   *
   * @param archive the whole archive, from position 0
   */
  static List<ZipEntry> read(ByteBuffer archive) throws BadArchive {
    ByteBuffer view = archive.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    try {
      return new CentralDirectory(view).entries();
    } catch (BufferUnderflowException | IndexOutOfBoundsException cut) {
      throw BadArchive.because("it is cut short");
    }
  }

  private List<ZipEntry> entries() throws BadArchive {
    Place place = place();
    if (place.entries() > ArchiveLimits.NODES) {
      throw BadArchive.because("it holds more than " + ArchiveLimits.NODES + " entries");
    }
    ByteBuffer table = archive.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    table.position(checked(place.offset() + place.shift()));
    table.limit(checked(place.offset() + place.shift() + place.length()));
    List<ZipEntry> entries = new ArrayList<>();
    for (long i = 0; i < place.entries(); i++) {
      entries.add(entry(table, place.shift()));
    }
    if (table.hasRemaining()) {
      throw BadArchive.because("its table of contents is longer than it says");
    }
    return entries;
  }

  private int checked(long position) throws BadArchive {
    if (position < 0 || position > archive.limit()) {
      throw BadArchive.because("it is cut short");
    }
    return (int) position;
  }

  private Place place() throws BadArchive {
    int end = findEnd();
    int entries = archive.getShort(end + 10) & 0xFFFF;
    long length = archive.getInt(end + 12) & IN_EXTRA;
    long offset = archive.getInt(end + 16) & IN_EXTRA;
    if (entries == 0xFFFF || length == IN_EXTRA || offset == IN_EXTRA) {
      return place64(end);
    }
    return shifted(offset, length, entries, end);
  }

  private Place place64(int end) throws BadArchive {
    int locator = end - LOCATOR64_LENGTH;
    if (locator < 0 || archive.getInt(locator) != LOCATOR64_SIGNATURE) {
      throw BadArchive.because("its table of contents is damaged");
    }
    int end64 = checked(archive.getLong(locator + 8));
    if (archive.getInt(end64) != END64_SIGNATURE) {
      throw BadArchive.because("its table of contents is damaged");
    }
    long entries = archive.getLong(end64 + 32);
    long length = archive.getLong(end64 + 40);
    return shifted(archive.getLong(end64 + 48), length, entries, end64);
  }

  // Self-extracting archives carry a program in front, and their offsets do not count it.
  private static Place shifted(long offset, long length, long entries, int end) throws BadArchive {
    boolean inside = length >= 0 && length <= end && offset >= 0 && offset <= end - length;
    if (!inside || entries < 0) {
      throw BadArchive.because("its table of contents is damaged");
    }
    return new Place(offset, length, entries, end - length - offset);
  }

  private int findEnd() throws BadArchive {
    int last = archive.limit() - END_LENGTH;
    for (int at = last; at >= 0 && at >= last - LONGEST_COMMENT; at--) {
      if (archive.getInt(at) == END_SIGNATURE
          && at + END_LENGTH + (archive.getShort(at + 20) & 0xFFFF) == archive.limit()) {
        return at;
      }
    }
    throw BadArchive.notZip();
  }

  private static ZipEntry entry(ByteBuffer table, long shift) throws BadArchive {
    if (table.getInt() != ENTRY_SIGNATURE) {
      throw BadArchive.because("its table of contents is damaged");
    }
    int maker = table.getShort() >> 8 & 0xFF;
    table.getShort(); // version needed
    int flags = table.getShort();
    int method = table.getShort();
    table.getInt(); // time and date
    int crc = table.getInt();
    long packed = table.getInt() & IN_EXTRA;
    long unpacked = table.getInt() & IN_EXTRA;
    byte[] name = new byte[table.getShort() & 0xFFFF];
    byte[] extra = new byte[table.getShort() & 0xFFFF];
    int comment = table.getShort() & 0xFFFF;
    table.getInt(); // disk, internal attributes
    int mode = table.getInt() >>> 16;
    long offset = table.getInt() & IN_EXTRA;
    table.get(name).get(extra);
    skip(table, comment);
    Wide wide = Wide.of(extra, packed, unpacked, offset);
    String raw = new String(name, StandardCharsets.ISO_8859_1);
    String decoded = decode(name, raw);
    if ((flags & ENCRYPTED) != 0) {
      throw BadArchive.entry(decoded, "is encrypted");
    }
    if (method != STORED && method != DEFLATED) {
      throw BadArchive.entry(decoded, "has the unknown compression method " + method);
    }
    return new ZipEntry(
        raw,
        decoded,
        maker == UNIX || maker == MAC ? mode : 0,
        method == STORED,
        crc,
        wide.packed(),
        wide.unpacked(),
        wide.offset() + shift);
  }

  private static void skip(ByteBuffer buffer, int length) {
    if (length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    buffer.position(buffer.position() + length);
  }

  /** Lengths and offset, where need be from the 64-bit extra field. */
  private record Wide(long packed, long unpacked, long offset) {
    static Wide of(byte[] extra, long packed, long unpacked, long offset) throws BadArchive {
      if (packed != IN_EXTRA && unpacked != IN_EXTRA && offset != IN_EXTRA) {
        return new Wide(packed, unpacked, offset);
      }
      ByteBuffer fields = ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN);
      while (fields.remaining() >= 4) {
        int id = fields.getShort() & 0xFFFF;
        int length = fields.getShort() & 0xFFFF;
        if (id == EXTRA_ZIP64) {
          long wideUnpacked = unpacked == IN_EXTRA ? fields.getLong() : unpacked;
          long widePacked = packed == IN_EXTRA ? fields.getLong() : packed;
          return new Wide(widePacked, wideUnpacked, offset == IN_EXTRA ? fields.getLong() : offset);
        }
        skip(fields, length);
      }
      throw BadArchive.because("an entry's 64-bit lengths are missing");
    }
  }

  // Makers that write UTF-8 often forget the flag for it, so the flag is not asked.
  private static String decode(byte[] name, String raw) {
    if (raw.chars().allMatch(c -> c < 0x80)) {
      return raw; // one string instead of two for almost every entry
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(name, DOS);
    }
  }
}
