package dev.martlet.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionArnTest {
  @Test
  void theSamePartsAreTheSameFunction() {
    assertThat(arn("us-east-1", "000000000000", "square"))
        .isEqualTo(arn("us-east-1", "000000000000", "square"))
        .hasSameHashCodeAs(arn("us-east-1", "000000000000", "square"));
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, 000000000000, square",
    "us-east-1, 000000000001, square",
    "us-east-1, 000000000000, circle"
  })
  void eachPartTellsFunctionsApart(String region, String account, String name) {
    assertThat(arn(region, account, name)).isNotEqualTo(arn("us-east-1", "000000000000", "square"));
  }

  @Test
  void theSamePartsAreTheSameKey() {
    assertThat(key("square", "1", "a"))
        .isEqualTo(key("square", "1", "a"))
        .hasSameHashCodeAs(key("square", "1", "a"));
  }

  @ParameterizedTest
  @CsvSource({"circle, 1, a", "square, 2, a", "square, 1, b"})
  void eachPartTellsKeysOfEnvironmentsApart(String name, String version, String revision) {
    assertThat(key(name, version, revision)).isNotEqualTo(key("square", "1", "a"));
  }

  private static FunctionVersion.Key key(String name, String version, String revision) {
    return new FunctionVersion.Key(arn("us-east-1", "000000000000", name), version, revision);
  }

  private static FunctionArn arn(String region, String account, String name) {
    return new FunctionArn(new Region(region), new AccountId(account), name);
  }
}
