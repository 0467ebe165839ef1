package dev.martlet.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import org.junit.jupiter.api.Test;

class VersionIdTest {
  private static final FunctionArn SQUARE = arn("square");

  @Test
  void theSamePartsAreTheSameVersion() {
    assertThat(new VersionId(arn("square"), "7"))
        .isEqualTo(VersionId.published(SQUARE, 7))
        .hasSameHashCodeAs(VersionId.published(SQUARE, 7));
  }

  @Test
  void functionAndNumberTellVersionsApart() {
    assertThat(VersionId.published(SQUARE, 7))
        .isNotEqualTo(VersionId.published(SQUARE, 8))
        .isNotEqualTo(VersionId.latest(SQUARE))
        .isNotEqualTo(VersionId.published(arn("circle"), 7));
  }

  private static FunctionArn arn(String name) {
    return new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), name);
  }
}
