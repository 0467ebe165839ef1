package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionTest {
  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("room for all", 0, 0, 128, List.of(), new Admission.Start(0)),
        Arguments.of("exactly full", 0, 896, 128, List.of(), new Admission.Start(0)),
        Arguments.of(
            "no start slot, whatever memory there is",
            2,
            0,
            128,
            List.of(),
            new Admission.Wait(Outcome.Limit.STARTS)),
        Arguments.of("one idle is enough", 1, 1024, 128, List.of(128L), new Admission.Start(1)),
        Arguments.of(
            "as many as it takes, oldest first",
            1,
            1024,
            300,
            List.of(128L, 128L, 128L, 512L),
            new Admission.Start(3)),
        Arguments.of(
            "not even all idle ones suffice",
            0,
            1024,
            512,
            List.of(128L, 128L),
            new Admission.Wait(Outcome.Limit.MEMORY)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void decides(
      String name,
      int starting,
      long reserved,
      long need,
      List<Long> idle,
      Admission.Decision expected) {
    Admission.Load load =
        new Admission.Load(starting, 2, ByteSize.megabytes(reserved), ByteSize.megabytes(1024));

    assertThat(
            Admission.decide(
                load, ByteSize.megabytes(need), idle.stream().map(ByteSize::megabytes).toList()))
        .as(name)
        .isEqualTo(expected);
  }
}
