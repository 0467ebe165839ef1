package dev.martlet.code;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The data behind the entries of one archive: finds it, unpacks it, counts it. Not safe for several
 * threads at once.
 */
final class EntryData implements AutoCloseable {
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int PIECE = 64 * 1024;

  private final ByteBuffer archive;
  private final Inflater inflater = new Inflater(true);
  private final byte[] piece = new byte[PIECE];
  private long left;

  /**
   * @param archive the whole archive, from position 0
   * @param mostBytes how much may be unpacked in all
   */
  EntryData(ByteBuffer archive, long mostBytes) {
    this.archive = archive.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.left = mostBytes;
  }

  /** Entries that share data are how small archives become huge: there is no honest use of them. */
  void refuseOverlaps(List<ZipEntry> entries) throws BadArchive {
    List<ZipEntry> byOffset = new ArrayList<>(entries);
    byOffset.sort(Comparator.comparingLong(ZipEntry::offset));
    long free = 0;
    for (ZipEntry entry : byOffset) {
      if (entry.offset() < free) {
        throw BadArchive.entry(entry.name(), "overlaps another");
      }
      ByteBuffer data = find(entry);
      free = data.limit();
    }
  }

  /** Unpacks {@code entry} into {@code target} and checks length and checksum. */
  void unpack(ZipEntry entry, OutputStream target) throws BadArchive, IOException {
    ByteBuffer data = find(entry);
    CRC32 crc = new CRC32();
    long length = entry.stored() ? copy(data, crc, target) : inflate(entry, data, crc, target);
    if (length != entry.unpacked()) {
      throw BadArchive.entry(entry.name(), "is not as long as it says");
    }
    if ((int) crc.getValue() != entry.crc()) {
      throw BadArchive.entry(entry.name(), "does not match its checksum");
    }
  }

  /** Where a symbolic link points to; the plan has bounded its length. */
  String target(ZipEntry link) throws BadArchive {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      unpack(link, bytes);
    } catch (IOException impossible) {
      throw new IllegalStateException("An array took no bytes", impossible);
    }
    String target = text(link, bytes.toByteArray());
    if (target.isEmpty() || target.indexOf('\0') >= 0) {
      throw BadArchive.entry(link.name(), "links to nowhere");
    }
    return target;
  }

  // A name may be in the DOS code page, but a target is what readlink gave on the maker's machine.
  private static String text(ZipEntry link, byte[] target) throws BadArchive {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(target)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw BadArchive.entry(link.name(), "links to a path that is not in UTF-8");
    }
  }

  private ByteBuffer find(ZipEntry entry) throws BadArchive {
    long end = archive.limit();
    if (entry.offset() < 0 || entry.offset() > end - LOCAL_LENGTH) {
      throw BadArchive.entry(entry.name(), "lies outside the archive");
    }
    int at = (int) entry.offset();
    int nameLength = archive.getShort(at + 26) & 0xFFFF;
    int extraLength = archive.getShort(at + 28) & 0xFFFF;
    long start = (long) at + LOCAL_LENGTH + nameLength + extraLength;
    if (entry.packed() < 0 || entry.packed() > end - start) {
      throw BadArchive.entry(entry.name(), "is cut short");
    }
    byte[] name = new byte[nameLength];
    archive.get(at + LOCAL_LENGTH, name);
    if (archive.getInt(at) != LOCAL_SIGNATURE
        || !entry.rawName().equals(new String(name, StandardCharsets.ISO_8859_1))) {
      throw BadArchive.entry(entry.name(), "is called otherwise where its data is");
    }
    ByteBuffer data = archive.duplicate();
    return data.limit((int) (start + entry.packed())).position((int) start);
  }

  private long copy(ByteBuffer data, CRC32 crc, OutputStream target)
      throws BadArchive, IOException {
    long total = 0;
    while (data.hasRemaining()) {
      int count = Math.min(PIECE, data.remaining());
      data.get(piece, 0, count);
      deliver(count, crc, target);
      total += count;
    }
    return total;
  }

  private long inflate(ZipEntry entry, ByteBuffer data, CRC32 crc, OutputStream target)
      throws BadArchive, IOException {
    inflater.reset();
    inflater.setInput(data);
    long total = 0;
    try {
      while (!inflater.finished()) {
        int count = inflater.inflate(piece);
        if (count == 0 && !inflater.finished()) {
          throw BadArchive.entry(entry.name(), "is cut short");
        }
        total += count;
        if (total > entry.unpacked()) {
          throw BadArchive.entry(entry.name(), "is not as long as it says");
        }
        deliver(count, crc, target);
      }
    } catch (DataFormatException damaged) {
      throw BadArchive.entry(entry.name(), "is damaged");
    }
    if (inflater.getRemaining() > 0) {
      throw BadArchive.entry(entry.name(), "is longer than it says");
    }
    return total;
  }

  private void deliver(int count, CRC32 crc, OutputStream target) throws BadArchive, IOException {
    left -= count;
    if (left < 0) {
      throw BadArchive.tooLarge();
    }
    crc.update(piece, 0, count);
    target.write(piece, 0, count);
  }

  @Override
  public void close() {
    inflater.close();
  }
}
