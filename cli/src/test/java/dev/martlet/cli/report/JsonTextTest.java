package dev.martlet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static Optional<Json> read(String text) {
    return JsonText.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[1,2.50,-3E+2],\"b\":{},\"c\":[],\"d\":null,\"e\":true,\"f\":\"q\\\"\\n\"}",
        "123456789012345678901234567890",
        "\"text\"",
        "[]"
      })
  void whatWasReadIsWrittenAlike(String text) {
    assertThat(read(text).map(JsonText::line).orElseThrow().replace(": ", ":")).isEqualTo(text);
  }

  @Test
  void textForPeopleIsIndented() {
    assertThat(JsonText.write(read("{\"a\":[1,{\"b\":2}]}").orElseThrow()))
        .isEqualTo(
            """
            {
              "a": [
                1,
                {
                  "b": 2
                }
              ]
            }""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "<html>", "{\"a\":}", "nul"})
  void whatIsNotOneValueIsNoJson(String text) {
    assertThat(read(text)).isEmpty();
  }
}
