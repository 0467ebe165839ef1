package dev.martlet.functions;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionVersion;

/**
 * One state of a function's code and settings; every change makes a new one.
 *
 * @param revision its id: environments run one release only
 */
record Release(String revision, Archive code, Settings settings) {
  /**
   * A zip archive in the blob store.
   *
   * @param size of the archive itself
   */
  record Archive(Digest digest, ByteSize size) {}

  /** What runs it. */
  FunctionVersion version(VersionId id) {
    return new FunctionVersion(
        id.arn(),
        id.version(),
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
