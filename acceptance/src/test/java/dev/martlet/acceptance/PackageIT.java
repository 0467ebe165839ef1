package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.sign.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The packages, on a machine without a JDK and without build tools. The service is started as its
 * unit says, because where tests run there may be no systemd.
 */
class PackageIT {
  private static CopyOfTheMachine machine;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    ProcessBuilder make =
        new ProcessBuilder(
            Repository.root().resolve("martlet").toString(), "package", "--no-install");
    make.environment().keySet().removeIf(name -> name.startsWith("MARTLET_"));
    make.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
    Process process = make.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    machine = new CopyOfTheMachine(Repository.root().resolve("target/package"));
  }

  @AfterAll
  static void leave() throws IOException {
    machine.close();
  }

  @Test
  void theDebianPackageRunsAndItsDataSurviveARemoval() throws IOException, InterruptedException {
    assertThat(machine.run("command -v java javac gcc cc || echo none")).isEqualTo("none\n");
    install();
    machine.run("echo 'port: 0' >>/etc/martlet/martlet.yaml");
    Process unit = machine.startUnit("martlet.service");
    try (Api api = api()) {
      Language.PYTHON.create(api, "kept", "\"Timeout\":20");
      assertThat(api.invoke("kept", "{\"a\": 1}").body()).isEqualTo("{\"a\": 1}");
      assertThat(api.health().member("aotCache")).isEqualTo("true");
      assertThat(api.runtimes().body()).contains("java25", "/usr/lib/martlet/runtime/bin/java");
      assertThat(machine.run("martlet functions")).contains("kept");
      assertThat(machine.run("martlet env")).contains("export AWS_ENDPOINT_URL=http://127.0.0.1:");
    } finally {
      CopyOfTheMachine.stop(unit);
    }
    machine.run("dpkg --remove martlet");
    assertThat(machine.run("ls /usr/lib/martlet /usr/bin/martlet 2>/dev/null || echo gone"))
        .isEqualTo("gone\n");
    install();
    assertThat(machine.run("tail -n 1 /etc/martlet/martlet.yaml")).isEqualTo("port: 0\n");
    Process again = machine.startUnit("martlet.service");
    try (Api api = api()) {
      assertThat(api.invoke("kept", "{\"b\": 2}").body()).isEqualTo("{\"b\": 2}");
    } finally {
      CopyOfTheMachine.stop(again);
    }
    machine.run("dpkg --purge martlet");
    assertThat(machine.run("ls -d /var/lib/martlet /etc/martlet 2>/dev/null || echo gone"))
        .isEqualTo("gone\n");
  }

  @Test
  void theTarballRunsWhereItIsUnpacked() throws IOException, InterruptedException {
    String printed =
        machine.run(
            """
            mkdir /opt/here && cd /opt/here && tar -xzf /packages/martlet-*.tar.gz
            coproc martlet-*/martlet up --data /opt/here/data --port 0 2>/dev/null
            while IFS= read -r line <&${COPROC[0]}; do
              echo "$line"
              [[ $line != *Ctrl-C* ]] || break
            done
            martlet-*/martlet health --data /opt/here/data | grep aotCache
            kill $COPROC_PID && wait $COPROC_PID
            """);
    assertThat(printed).contains("The squared values are 4,9,16", "aotCache  yes");
  }

  @Test
  void shellsCompleteItsCommandsAndFlags() throws IOException, InterruptedException {
    install();
    assertThat(
            machine.run(
                """
                set +eu
                . /usr/share/bash-completion/completions/martlet
                COMP_WORDS=(martlet inv) COMP_CWORD=1; _complete_martlet && echo "${COMPREPLY[@]}"
                COMP_WORDS=(martlet invoke --ca) COMP_CWORD=2
                _complete_martlet 2>/dev/null && echo "${COMPREPLY[@]}"
                head -n 1 /usr/share/zsh/vendor-completions/_martlet
                dpkg --purge martlet >/dev/null
                """))
        .isEqualTo("invoke\n--ca-bundle\n#compdef martlet\n");
  }

  private static void install() throws IOException, InterruptedException {
    machine.run("dpkg --install /packages/martlet_*.deb");
  }

  private static Api api() throws IOException, InterruptedException {
    Reply endpoints = file("/var/lib/martlet/run/endpoints.json");
    Reply keys = file("/var/lib/martlet/keys.json");
    return new Api(
        URI.create(endpoints.member("management")),
        Credentials.of(keys.member("accessKeyId"), keys.member("secretAccessKey")));
  }

  private static Reply file(String path) throws IOException, InterruptedException {
    return new Reply(200, Map.of(), machine.run("cat " + path));
  }
}
