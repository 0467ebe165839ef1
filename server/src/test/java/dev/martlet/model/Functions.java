package dev.martlet.model;

import java.time.Duration;
import java.util.Map;

/** Function versions for tests. */
public final class Functions {
  private Functions() {}

  public static FunctionVersion version(String name, String revision, long megabytes) {
    FunctionArn arn = new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), name);
    return new FunctionVersion(
        arn,
        "$LATEST",
        revision,
        "python3.11",
        "handler.handler",
        Digest.of(Bytes.utf8(name + revision)),
        ByteSize.megabytes(megabytes),
        Duration.ofSeconds(3),
        Map.of(),
        "arn:aws:iam::000000000000:role/r",
        new FunctionVersion.LogSettings("/aws/lambda/" + name, false));
  }
}
