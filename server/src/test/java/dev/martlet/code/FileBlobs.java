package dev.martlet.code;

import dev.martlet.model.BlobStore;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Predicate;

/** A store with one file under every digest. */
record FileBlobs(Path only) implements BlobStore {
  @Override
  public Path file(Digest digest) {
    return only;
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    return Files.newInputStream(only);
  }

  @Override
  public Put put(InputStream in, ByteSize max) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public int sweep(Predicate<Digest> live, Instant olderThan) {
    return 0;
  }
}
