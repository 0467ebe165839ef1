package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUnitTest {
  @Test
  void everySettingOfTheUnitIsKnown() throws IOException {
    ServiceUnit unit =
        ServiceUnit.of(Files.readString(Repository.root().resolve("packaging/martlet.service")));
    assertThat(unit.command())
        .startsWith("setpriv --bounding-set=-all,+chown,")
        .endsWith("/usr/bin/martlet serve --config /etc/martlet/martlet.yaml");
    assertThat(unit.filtered())
        .containsExactly("init_module", "finit_module", "delete_module", "syslog", "personality");
    assertThat(unit.steps()).contains("umask 0077");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ProtectHostname=yes", // refuses sethostname, which every sandbox needs
        "RestrictNamespaces=yes",
        "SystemCallFilter=@system-service",
        "ProtectSystem=strict"
      })
  void aSettingUnderWhichNobodyHasSeenItRunIsRefused(String setting) {
    assertThatThrownBy(() -> ServiceUnit.of("[Service]\nType=exec\n" + setting + "\n[Install]\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageEndingWith(setting);
  }
}
