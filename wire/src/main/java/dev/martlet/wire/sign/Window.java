package dev.martlet.wire.sign;

import dev.martlet.wire.sign.Presented.Signature;
import dev.martlet.wire.sign.Verification.Reason;
import dev.martlet.wire.sign.Verification.Refused;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a signature holds: for five minutes around the moment it was made (fifteen for S3), or, when
 * presigned, for as long as it says.
 */
final class Window {
  private static final int SKEW_MINUTES = 5;
  private static final int S3_SKEW_MINUTES = 15;

  private Window() {}

  static @Nullable Refused check(Signature signature, Instant now) {
    Scope scope = signature.scope();
    if (!signature.date().startsWith(scope.date()) || scope.date().length() != 8) {
      return new Refused(
          Reason.WRONG_SCOPE,
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '%s' != '%s', from '%s'."
                  .formatted(
                      Quoted.of(scope.date()), signature.date().substring(0, 8), signature.date()));
    }
    int minutes = scope.service().equals("s3") ? S3_SKEW_MINUTES : SKEW_MINUTES;
    long latest = now.getEpochSecond() + minutes * 60L;
    if (signature.epochSecond() > latest) {
      return expired(
          "Signature not yet current: %s is still later than %s (%s + %d min.)"
              .formatted(
                  signature.date(), BasicDate.format(latest), BasicDate.format(now), minutes));
    }
    return signature.presigned() ? tooOld(signature, now) : tooOld(signature, now, minutes);
  }

  private static @Nullable Refused tooOld(Signature signature, Instant now) {
    long end = signature.epochSecond() + signature.expires();
    if (now.getEpochSecond() <= end) {
      return null;
    }
    return expired(
        "Signature expired: %s is now earlier than %s"
            .formatted(BasicDate.format(end), BasicDate.format(now)));
  }

  private static @Nullable Refused tooOld(Signature signature, Instant now, int minutes) {
    long earliest = now.getEpochSecond() - minutes * 60L;
    if (signature.epochSecond() >= earliest) {
      return null;
    }
    return expired(
        "Signature expired: %s is now earlier than %s (%s - %d min.)"
            .formatted(
                signature.date(), BasicDate.format(earliest), BasicDate.format(now), minutes));
  }

  private static Refused expired(String message) {
    return new Refused(Reason.EXPIRED, message);
  }
}
