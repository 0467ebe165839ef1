package dev.martlet.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Short blocks of load in alternation (ABC ABC …), so that whatever the machine does meanwhile
 * falls on all contenders alike. A disturbed block is repeated. Warming up alternates too: a pause
 * longer than the keep-alive would end the environments that it has made.
 */
final class Blocks {
  private static final int ROUNDS = 5;
  private static final int REPEATS = 4;
  static final Duration BLOCK = Duration.ofSeconds(3);
  private static final int WARM_UPS = 10;
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private final Generator generator;
  private final boolean quick;
  private int disturbed;

  Blocks(Generator generator, boolean quick) {
    this.generator = generator;
    this.quick = quick;
  }

  /** The loads by contender's name. */
  Map<String, List<Load>> run(List<Contender> contenders, int connections)
      throws IOException, InterruptedException {
    disturbed = 0;
    warmUp(contenders, connections);
    Map<String, List<Load>> loads = new LinkedHashMap<>();
    for (int round = 0; round < rounds(); round++) {
      for (Contender contender : contenders) {
        loads
            .computeIfAbsent(contender.name(), name -> new ArrayList<>())
            .add(block(contender, connections));
      }
    }
    return loads;
  }

  /** Until nobody gets faster any more. */
  void warmUp(List<Contender> contenders, int connections)
      throws IOException, InterruptedException {
    for (int round = 0; round < (quick ? 1 : WARM_UPS); round++) {
      for (Contender contender : contenders) {
        generator.run(contender, connections, WARM_UP);
      }
    }
  }

  /** How many blocks of each make a figure. */
  int rounds() {
    return quick ? 2 : ROUNDS;
  }

  /** One block, disturbed or not. */
  Load once(Contender contender, int connections, Duration length)
      throws IOException, InterruptedException {
    return generator.run(contender, connections, length);
  }

  private Load block(Contender contender, int connections)
      throws IOException, InterruptedException {
    Load least = once(contender, connections, BLOCK);
    for (int again = 0; least.disturbed() && again < (quick ? 0 : REPEATS); again++) {
      Load next = once(contender, connections, BLOCK);
      least = next.foreign() < least.foreign() ? next : least;
    }
    disturbed += least.disturbed() ? 1 : 0;
    System.err.printf("  %-10s %3d connections %s%n", contender.name(), connections, least);
    return least;
  }

  /** What disturbed the last run; empty if nothing. */
  String disturbance(Map<String, List<Load>> loads) {
    return Load.disturbance(loads.values().stream().flatMap(List::stream).toList(), disturbed);
  }
}
