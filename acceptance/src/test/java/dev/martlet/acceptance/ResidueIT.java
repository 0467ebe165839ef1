package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a platform still holds after many lives of functions; {@code bench soak} is the long one.
 */
class ResidueIT {
  private static final int LIVES = 20;

  @TempDir Path folder;

  @Test
  void whatComesAndGoesLeavesNothingBehind() {
    try (Platform platform = Platform.start(folder.resolve("data"), "--keep-alive", "1s")) {
      Api api = platform.api();
      Language.PYTHON.create(api, "first", "");
      assertThat(api.invoke("first", "{}").body()).isEqualTo("{}");
      // At isolation `none` there is none.
      String group = Footprint.group(platform.pid()).orElse("no control group");
      live(api, "second");
      Footprint before = atRest(platform, group);

      for (int life = 0; life < LIVES; life++) {
        live(api, "function-" + life);
      }

      Footprint more = atRest(platform, group).more(before);
      assertThat(more.sum()).as("%s more, after %s lives", more, LIVES).isLessThan(LIVES);
    }
  }

  /** From its creation to its deletion, through a version, an alias, an event, a crash. */
  private static void live(Api api, String name) {
    Language.PYTHON.create(api, name, "");
    assertThat(api.invoke(name, "{\"do\":\"print\",\"text\":\"alive\"}").body()).isEqualTo("5");
    assertThat(api.publish(name).status()).isEqualTo(201);
    assertThat(api.point(name, "live", "1").status()).isEqualTo(201);
    assertThat(api.event(name, "{}").status()).isEqualTo(202);
    assertThat(api.invoke(name, "{\"do\":\"crash\"}").body()).contains("Runtime.ExitError");
    api.drained();
    assertThat(api.delete(name).status()).isEqualTo(204);
  }

  /** The least of what it holds once no environment is left: some threads take a moment to end. */
  private static Footprint atRest(Platform platform, String group) {
    Api api = platform.api();
    var _ =
        api.repeat(
            api::metrics,
            page ->
                !page.body().matches("(?s).*martlet_environments\\{state=\"[a-z]+\"\\} [1-9].*"));
    Footprint least = Footprint.of(platform.pid(), group, platform.data());
    for (int look = 0; look < 100; look++) {
      assertThat(api.metrics().status()).isEqualTo(200);
      least = least.least(Footprint.of(platform.pid(), group, platform.data()));
    }
    return least;
  }
}
