package dev.martlet.functions;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;

/**
 * One state of a function's code and settings; every change makes a new one.
 *
 * @param revision its id: environments run one release only
 */
record Release(String revision, Archive code, Settings settings) {
  /** The only version there is until versions can be published. */
  static final String LATEST = "$LATEST";

  /**
   * A zip archive in the blob store.
   *
   * @param size of the archive itself
   */
  record Archive(Digest digest, ByteSize size) {}

  /** What runs it. */
  FunctionVersion version(FunctionArn arn) {
    return new FunctionVersion(
        arn,
        LATEST,
        revision,
        settings.runtime(),
        settings.handler(),
        code.digest(),
        settings.memory(),
        settings.timeout(),
        settings.environment(),
        settings.role(),
        settings.log());
  }
}
