package dev.martlet.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  @ParameterizedTest
  @CsvSource({
    "square, square, ",
    "square:live, square, live",
    "function:square:7, square, 7",
    "000000000000:function:square, square, ",
    "000000000000:square:live, square, live",
    "us-east-1:000000000000:function:square:live, square, live",
    "arn:aws:lambda:us-east-1:000000000000:function:square:$LATEST, square, $LATEST",
    "to-us-1:live, to-us-1, live",
    "to-us-1:function, to-us-1, function",
    "us-east-1, us-east-1, ",
    "us-east-1:7, us-east-1, 7",
  })
  void aFunctionIsNamedInManyForms(String text, String name, String qualifier) {
    assertThat(Target.of(Workshop.call(), text, null))
        .isEqualTo(new Target(Workshop.arn(name), qualifier));
  }
}
