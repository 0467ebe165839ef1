package dev.martlet.wire.sign;

/**
 * What a signature is good for.
 *
 * @param date the day, {@code yyyyMMdd} in UTC
 * @param region such as {@code us-east-1}
 * @param service the service's signing name, such as {@code lambda}
 */
public record Scope(String date, String region, String service) {
  static final String TERMINATOR = "aws4_request";

  /** The form in which it is signed: {@code 20130524/us-east-1/s3/aws4_request}. */
  @Override
  public String toString() {
    return date + '/' + region + '/' + service + '/' + TERMINATOR;
  }
}
