package dev.martlet.functions;

import dev.martlet.code.CodeTrees;
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

  CodeIntake(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Refuses what is no good archive. Takes as long as unpacking does, and writes nothing. */
  Blob check(@Nullable Blob archive) {
    if (archive == null) {
      throw Refusal.invalid("Please provide a source for your code: ZipFile.");
    }
    if (archive.isEmpty()) {
      throw Refusal.invalid("Uploaded file must be a non-empty zip");
    }
    if (archive.size() > LONGEST.bytes()) {
      throw Refusal.tooLarge("Zipped size must be smaller than " + LONGEST.bytes() + " bytes");
    }
    return switch (CodeTrees.verify(archive.buffer())) {
      case Verdict.Accepted(ByteSize _) -> archive;
      case Verdict.Rejected(String message) -> throw Refusal.invalid(message);
    };
  }

  /** What a checked archive would be as code. */
  static Release.Archive archive(Blob archive) {
    MessageDigest digest = Digest.sha256();
    digest.update(archive.buffer());
    return new Release.Archive(Digest.of(digest), new ByteSize(archive.size()));
  }

  /** Brings a checked archive to the disk. */
  Release.Archive keep(Blob archive) {
    try {
      return switch (blobs.put(archive.stream(), LONGEST)) {
        case BlobStore.Stored(Digest digest, ByteSize size) -> new Release.Archive(digest, size);
        case BlobStore.TooLarge(ByteSize max) ->
            throw new IllegalStateException("An archive of a checked length is over " + max);
      };
    } catch (IOException failed) {
      LOG.log(Level.ERROR, "Code could not be stored", failed);
      throw Refusal.platform(
          DiskTrouble.of(failed)
              .map(trouble -> "Nothing was changed. " + trouble.told())
              .orElse("The code could not be stored."));
    }
  }
}
