package dev.martlet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterPatternTest {
  @ParameterizedTest(name = "[{0}] on [{1}]: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          ''                      | anything at all                   | true
          '  '                    | anything at all                   | true
          ERROR                   | [ERROR 400] BAD REQUEST           | true
          ERROR                   | [error 400] BAD REQUEST           | false
          ERROR                   | PREERRORPOST                      | true
          ERROR ARGUMENTS         | ERROR 419 MISSING ARGUMENTS       | true
          ARGUMENTS ERROR         | ERROR 419 MISSING ARGUMENTS       | true
          ERROR ARGUMENTS         | ERROR 401 UNAUTHORIZED            | false
          "INTERNAL SERVER ERROR" | ERROR 500 INTERNAL SERVER ERROR   | true
          "INTERNAL SERVER ERROR" | INTERNAL ERROR OF THE SERVER      | false
          "[ERROR]"               | [ERROR] no                        | true
          "a-b" "c/d"             | c/d then a-b                      | true
          "a \\"quoted\\" word"   | 'this is a "quoted" word'         | true
          "back\\\\slash"         | 'a back\\slash'                   | true
          ERROR -EXITING          | ERROR 400 BAD REQUEST             | true
          ERROR -EXITING          | ERROR 400 EXITING                 | false
          -EXITING                | all is well                       | true
          -EXITING                | now EXITING                       | false
          -"two words"            | two  words                        | true
          -"two words"            | these two words                   | false
          ?ERROR ?WARN            | WARN: low                         | true
          ?ERROR ?WARN            | ERROR: lower                      | true
          ?ERROR ?WARN            | INFO: fine                        | false
          ?"two words" ?three     | the two words                     | true
          ?ERROR ?WARN REQUEST    | INFO: REQUEST                     | true
          ?ERROR ?WARN REQUEST    | ERROR: no                         | false
          ?ERROR -WARN            | INFO: fine                        | true
          under_score 42          | an under_score of 42              | true
          überall                 | es ist überall                    | true
          ERROR\tARGUMENTS        | ERROR 419 MISSING ARGUMENTS       | true
          """)
  void aPatternMatchesAsInCloudWatch(String pattern, String message, boolean matches) {
    assertThat(FilterPattern.parse(pattern))
        .isInstanceOfSatisfying(
            FilterPattern.Valid.class,
            valid -> assertThat(valid.pattern().test(message)).isEqualTo(matches));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          a-b        | a-b
          ok x=1     | x=1
          ""         | ""
          "open      | "open
          -          | -
          ?          | ?
          --a        | --a
          ?-a        | ?-a
          ok (a)     | (a)
          "a"b"      | b"
          """)
  void aWrongPatternIsRefusedInAwssWords(String pattern, String term) {
    assertThat(FilterPattern.parse(pattern))
        .isEqualTo(
            new FilterPattern.Invalid(
                "Invalid filter pattern: Invalid character(s) in term '" + term + "'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ $.level = \"ERROR\" }",
        " {$.a=1}",
        "[ip, user, status=4*]",
        "%AUTHORIZED%",
        "ERROR %AUTHORIZED%",
        "-%AUTHORIZED%",
        "ERROR ?%AUTHORIZED%"
      })
  void otherKindsOfPatternsAreSaidToBeMissing(String pattern) {
    assertThat(FilterPattern.parse(pattern)).isInstanceOf(FilterPattern.Unsupported.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whateverThePatternItIsReadOrRefused(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String alphabet = "ab \"\\-?%{[_ü\t=😀";
    for (int i = 0; i < 5000; i++) {
      StringBuilder pattern = new StringBuilder();
      int length = random.nextInt(12);
      for (int j = 0; j < length; j++) {
        pattern.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      FilterPattern.Parsed parsed = FilterPattern.parse(pattern.toString());
      if (parsed instanceof FilterPattern.Valid(FilterPattern valid)) {
        assertThat(String.join("", valid.all()) + String.join("", valid.none()))
            .as("seed %d, pattern [%s]", seed, pattern)
            .hasSizeLessThanOrEqualTo(length);
        assertThat(valid.test("a")).isIn(true, false);
      }
    }
  }
}
