package dev.martlet.logs;

import dev.martlet.model.AccountId;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.Region;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A log group's identity. */
record GroupId(AccountId account, Region region, String name) {
  private static final Pattern SHAPE = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");
  private static final int MAX_DIRECTORY_CHARS = 200;
  private static final int KEPT_CHARS = 120;

  GroupId {
    if (!SHAPE.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a log group's name: " + name);
    }
  }

  /** As AWS writes it, without {@code :*}. */
  String arn() {
    return "arn:aws:logs:" + region + ":" + account + ":log-group:" + name;
  }

  /**
   * Where its segments are. A slash becomes a plus, which no group's name has; a dot never leads; a
   * name too long for a file system is cut and told apart by its digest.
   */
  Path directory(Path root) {
    String safe = name.replace('/', '+');
    if (safe.startsWith(".")) {
      safe = "%" + safe;
    }
    if (safe.length() > MAX_DIRECTORY_CHARS) {
      safe = safe.substring(0, KEPT_CHARS) + "%" + Digest.of(Bytes.utf8(name));
    }
    return root.resolve(account.digits()).resolve(region.name()).resolve(safe);
  }
}
