package dev.martlet.aws;

import dev.martlet.model.Bytes;
import dev.martlet.wire.shape.Blob;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Hands bytes from the model's type to the wire's and back without a copy: the two may not know
 * each other, but both write themselves in one piece, and neither is ever changed.
 */
final class Handover {
  private Handover() {}

  static Blob blob(Bytes bytes) {
    Piece piece = new Piece();
    try {
      bytes.writeTo(piece);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return piece.array == null ? Blob.EMPTY : Blob.adopt(piece.array, piece.offset, piece.length);
  }

  static Bytes bytes(Blob blob) {
    Piece piece = new Piece();
    try {
      blob.writeTo(piece);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return piece.array == null ? Bytes.EMPTY : Bytes.adopt(piece.array, piece.offset, piece.length);
  }

  /** Takes the one piece. */
  private static final class Piece extends OutputStream {
    private byte @Nullable [] array;
    private int offset;
    private int length;

    @Override
    public void write(int octet) {
      throw new UnsupportedOperationException("Bytes come in one piece");
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      if (array != null) {
        throw new IllegalStateException("Bytes come in one piece");
      }
      array = bytes;
      offset = from;
      length = count;
    }
  }
}
