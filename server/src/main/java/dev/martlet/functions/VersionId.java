package dev.martlet.functions;

import dev.martlet.model.AccountId;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Region;
import org.jspecify.annotations.Nullable;

/**
 * Which version of which function.
 *
 * @param version {@code $LATEST} or a number
 */
record VersionId(FunctionArn arn, String version) {
  static VersionId latest(FunctionArn arn) {
    return new VersionId(arn, FunctionVersion.LATEST);
  }

  static VersionId published(FunctionArn arn, int number) {
    return new VersionId(arn, Integer.toString(number));
  }

  /** The version at a {@link #position}. */
  static VersionId at(String position, AccountId account, Region region) {
    int slash = position.indexOf('/');
    if (slash < 0) {
      return latest(new FunctionArn(region, account, position));
    }
    FunctionArn arn = new FunctionArn(region, account, position.substring(0, slash));
    return published(arn, Integer.parseInt(position.substring(slash + 1)));
  }

  boolean isLatest() {
    return version.equals(FunctionVersion.LATEST);
  }

  /**
   * Its place in lists: {@code NAME}, or {@code NAME/0000000007} with zeros, so that the order of
   * numbers is that of the texts.
   */
  String position() {
    return isLatest() ? arn.name() : folder(arn) + "%010d".formatted(Integer.parseInt(version));
  }

  /** What the positions of a function's published versions start with. */
  static String folder(FunctionArn arn) {
    return arn.name() + "/";
  }

  // Not derived, for the reason that FunctionArn gives.
  @Override
  public int hashCode() {
    return 31 * arn.hashCode() + version.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VersionId that && version.equals(that.version) && arn.equals(that.arn);
  }

  /** The ARN with the version. */
  @Override
  public String toString() {
    return arn.qualified(version);
  }
}
