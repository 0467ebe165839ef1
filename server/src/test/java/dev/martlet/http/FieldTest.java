package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTest {
  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "\u007f"})
  void noValueEndsTheHead(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Field("X-Told", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "a\tb", "a ", "a\u0001", "gr\u00fcn"})
  void aNameIsAToken(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Field(name, "value"));
  }

  @Test
  void aValueMayHaveBlanksAndTabs() {
    assertThat(new Field("X-Told", "a b\tc").value()).isEqualTo("a b\tc");
  }
}
