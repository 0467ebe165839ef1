package dev.martlet.code;

import dev.martlet.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Builds zip archives byte by byte, honest and hostile ones. */
final class ZipBytes {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final ByteArrayOutputStream table = new ByteArrayOutputStream();
  private int entries;

  /** One entry and the lies about it. */
  static final class Entry {
    private final String name;
    private byte[] data = new byte[0];
    private Charset charset = StandardCharsets.UTF_8;
    private String localName;
    private int mode = 0100644;
    private int maker = 3;
    private int flags;
    private int method = 8;
    private int crcOff;
    private int lengthOff;
    private int packedOff;
    private int offsetOff;

    private Entry(String name) {
      this.name = name;
      this.localName = name;
    }

    static Entry file(String name, String text) {
      return new Entry(name).data(text.getBytes(StandardCharsets.UTF_8));
    }

    static Entry directory(String name) {
      return new Entry(name).mode(040755).method(0);
    }

    static Entry link(String name, String target) {
      return file(name, target).mode(0120777).method(0);
    }

    Entry data(byte[] bytes) {
      data = bytes;
      return this;
    }

    Entry charset(String charsetName) {
      charset = Charset.forName(charsetName);
      return this;
    }

    Entry localName(String text) {
      localName = text;
      return this;
    }

    Entry mode(int bits) {
      mode = bits;
      return this;
    }

    Entry maker(int system) {
      maker = system;
      return this;
    }

    Entry flags(int bits) {
      flags = bits;
      return this;
    }

    Entry method(int number) {
      method = number;
      return this;
    }

    Entry wrongCrc() {
      crcOff = 1;
      return this;
    }

    Entry lengthOff(int by) {
      lengthOff = by;
      return this;
    }

    Entry packedOff(int by) {
      packedOff = by;
      return this;
    }

    Entry offsetOff(int by) {
      offsetOff = by;
      return this;
    }
  }

  static Bytes of(Entry... entries) {
    ZipBytes zip = new ZipBytes();
    for (Entry entry : entries) {
      zip.add(entry);
    }
    return Bytes.adopt(zip.finish(0));
  }

  /** The same behind {@code prefix} bytes that the offsets do not count. */
  static Bytes behind(int prefix, Entry... entries) {
    ZipBytes zip = new ZipBytes();
    for (Entry entry : entries) {
      zip.add(entry);
    }
    byte[] plain = zip.finish(0);
    byte[] shifted = new byte[prefix + plain.length];
    System.arraycopy(plain, 0, shifted, prefix, plain.length);
    return Bytes.adopt(shifted);
  }

  /** An archive that claims to have {@code more} entries than it has. */
  static Bytes claiming(int more, Entry... entries) {
    ZipBytes zip = new ZipBytes();
    for (Entry entry : entries) {
      zip.add(entry);
    }
    return Bytes.adopt(zip.finish(more));
  }

  ZipBytes add(Entry entry) {
    int offset = body.size() + entry.offsetOff;
    byte[] name = entry.name.getBytes(entry.charset);
    byte[] localName = entry.localName.getBytes(entry.charset);
    byte[] packed = entry.method == 8 ? deflate(entry.data) : entry.data;
    CRC32 crc = new CRC32();
    crc.update(entry.data);
    int checksum = (int) crc.getValue() + entry.crcOff;
    int packedLength = packed.length + entry.packedOff;
    int length = entry.data.length + entry.lengthOff;
    byte[] header = new byte[30 + localName.length];
    ByteBuffer local = little(header);
    local.putInt(0x04034b50).putShort((short) 20);
    common(local, entry, checksum, packedLength, length, localName.length);
    local.put(localName);
    body.writeBytes(header);
    body.writeBytes(packed);
    byte[] row = new byte[46 + name.length];
    ByteBuffer central = little(row);
    central.putInt(0x02014b50).putShort((short) (entry.maker << 8 | 20)).putShort((short) 20);
    common(central, entry, checksum, packedLength, length, name.length);
    central.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    central.putInt(entry.mode << 16).putInt(offset).put(name);
    table.writeBytes(row);
    entries++;
    return this;
  }

  private static void common(
      ByteBuffer to, Entry entry, int crc, int packed, int length, int nameLength) {
    to.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
    to.putInt(crc).putInt(packed).putInt(length);
    to.putShort((short) nameLength).putShort((short) 0);
  }

  private byte[] finish(int more) {
    int tableOffset = body.size();
    body.writeBytes(table.toByteArray());
    byte[] last = new byte[22];
    ByteBuffer end = little(last);
    end.putInt(0x06054b50).putInt(0);
    end.putShort((short) (entries + more)).putShort((short) (entries + more));
    end.putInt(table.size()).putInt(tableOffset).putShort((short) 0);
    body.writeBytes(last);
    return body.toByteArray();
  }

  private static ByteBuffer little(byte[] array) {
    return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] deflate(byte[] data) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(data);
      deflater.finish();
      while (!deflater.finished()) {
        packed.write(piece, 0, deflater.deflate(piece));
      }
    }
    return packed.toByteArray();
  }
}
