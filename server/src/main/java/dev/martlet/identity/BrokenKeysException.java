package dev.martlet.identity;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of access keys holds none; the message says what is wrong with it. */
public final class BrokenKeysException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenKeysException(Path path, String problem, @Nullable Throwable cause) {
    super(path + " " + problem, cause);
  }
}
