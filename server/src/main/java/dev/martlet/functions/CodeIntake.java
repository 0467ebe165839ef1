package dev.martlet.functions;

import dev.martlet.code.CodeTrees;
import dev.martlet.code.Unpacking;
import dev.martlet.code.Verdict;
import dev.martlet.model.BlobStore;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Digest;
import dev.martlet.model.DiskTrouble;
import dev.martlet.wire.shape.Blob;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Takes code in: what is refused never reaches the store. */
final class CodeIntake {
  /** The longest archive that comes in the request. */
  static final ByteSize LONGEST = ByteSize.megabytes(50);

  private static final System.Logger LOG = System.getLogger(CodeIntake.class.getName());

  private final BlobStore blobs;
  private final CodeTrees trees;

  CodeIntake(BlobStore blobs, CodeTrees trees) {
    this.blobs = blobs;
    this.trees = trees;
  }

  /** What an archive would be as code. Takes as long as unpacking does, and writes nothing. */
  static Release.Archive tryOut(@Nullable Blob zip) {
    Blob archive = plausible(zip);
    return switch (CodeTrees.verify(archive.buffer())) {
      case Verdict.Accepted(ByteSize _) -> new Release.Archive(digest(archive), size(archive));
      case Verdict.Rejected(String message) -> throw Refusal.invalid(message);
    };
  }

  /** Unpacks an archive and brings it to the disk, unless it is no good one. */
  Release.Archive take(@Nullable Blob zip) {
    Blob archive = plausible(zip);
    Digest digest = digest(archive);
    try {
      store(archive, digest);
    } catch (IOException failed) {
      LOG.log(Level.ERROR, "Code could not be stored", failed);
      throw Refusal.platform(
          DiskTrouble.of(failed)
              .map(trouble -> "Nothing was changed. " + trouble.told())
              .orElse("The code could not be stored."));
    }
    return new Release.Archive(digest, size(archive));
  }

  private void store(Blob archive, Digest digest) throws IOException {
    switch (trees.has(digest) ? trees.admit(size(archive)) : trees.unpack(archive.buffer())) {
      case Unpacking.Known known -> {
        try (known) {
          keep(archive);
        }
      }
      case Unpacking.Unpacked tree -> {
        try (tree) {
          keep(archive);
          tree.name(digest);
        }
      }
      case Unpacking.Refused(String message) -> throw Refusal.invalid(message);
      case Unpacking.NoRoom(String message) ->
          throw Refusal.platform("Nothing was changed. " + message);
    }
  }

  private void keep(Blob archive) throws IOException {
    switch (blobs.put(archive.stream(), LONGEST)) {
      case BlobStore.Stored stored -> {}
      case BlobStore.TooLarge(ByteSize max) ->
          throw new IllegalStateException("An archive of a checked length is over " + max);
    }
  }

  private static Digest digest(Blob archive) {
    MessageDigest digest = Digest.sha256();
    digest.update(archive.buffer());
    return Digest.of(digest);
  }

  private static ByteSize size(Blob archive) {
    return new ByteSize(archive.size());
  }

  private static Blob plausible(@Nullable Blob archive) {
    if (archive == null) {
      throw Refusal.invalid("Please provide a source for your code: ZipFile.");
    }
    if (archive.isEmpty()) {
      throw Refusal.invalid("Uploaded file must be a non-empty zip");
    }
    if (archive.size() > LONGEST.bytes()) {
      throw Refusal.tooLarge("Zipped size must be smaller than " + LONGEST.bytes() + " bytes");
    }
    return archive;
  }
}
