package dev.martlet.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.model.ServiceError;
import java.util.function.Consumer;

/**
 * What cannot be done, and in which words it is refused.
 *
 * @param tried what whoever can do it does
 * @param message a part of what is said
 */
record Bad<T>(String what, Consumer<T> tried, String code, String message) {
  /** Has it tried. */
  void isGivenTo(T somebody) {
    ServiceError error = catchThrowableOfType(ServiceError.class, () -> tried.accept(somebody));
    assertThat(error).as("refused").isNotNull();
    assertThat(error.code()).isEqualTo(code);
    assertThat(error).hasMessageContaining(message);
  }

  @Override
  public String toString() {
    return what;
  }
}
