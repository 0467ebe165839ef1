package dev.martlet.app;

import dev.martlet.aws.Guard;
import dev.martlet.cli.report.Json;
import dev.martlet.cli.report.JsonText;
import dev.martlet.http.Answer;
import dev.martlet.http.Exchange;
import dev.martlet.metrics.Metrics;
import dev.martlet.model.Bytes;
import dev.martlet.model.Region;
import dev.martlet.model.Runtimes;
import dev.martlet.pool.Pool;
import dev.martlet.sandbox.Isolation;
import dev.martlet.store.DatabaseUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The platform's own pages under {@code /_martlet/}. Safe for all threads. */
final class Pages {
  private final Config config;
  private final Health health;
  private final Guard guard;
  private final Runtimes runtimes;
  private final Pool pool;
  private final Metrics metrics;
  private final Isolation.Level isolation;

  Pages(
      Config config,
      Health health,
      Guard guard,
      Runtimes runtimes,
      Pool pool,
      Metrics metrics,
      Isolation.Level isolation) {
    this.config = config;
    this.health = health;
    this.guard = guard;
    this.runtimes = runtimes;
    this.pool = pool;
    this.metrics = metrics;
    this.isolation = isolation;
  }

  /** Strangers learn whether all is well, and nothing else. */
  void health(Exchange exchange) throws IOException {
    List<Finding> findings = health.findings();
    boolean degraded = findings.stream().anyMatch(Finding::degrades);
    Json.Members document = Json.members().with("status", degraded ? "degraded" : "ok");
    exchange.respond(json(guard.admits(exchange) ? details(document, findings) : document));
  }

  void runtimes(Exchange exchange) throws IOException {
    List<Json> found = new ArrayList<>();
    for (Runtimes.Installed each : runtimes.installed()) {
      found.add(runtime(each.identifier(), each));
    }
    for (Map.Entry<String, String> substitute : config.substitutes().entrySet()) {
      if (runtimes.find(substitute.getKey()) instanceof Runtimes.Found(Runtimes.Choice choice)
          && choice.substituted()) {
        found.add(
            runtime(substitute.getKey(), choice.runs())
                .with("substitutedBy", choice.runs().identifier()));
      }
    }
    exchange.respond(json(Json.members().with("runtimes", Json.items(found))));
  }

  /** Names no function and no caller, so it needs no signature. */
  void metrics(Exchange exchange) throws IOException {
    exchange.respond(Answer.of(200, Metrics.CONTENT_TYPE, Bytes.utf8(metrics.page())));
  }

  private Json.Members details(Json.Members document, List<Finding> findings) {
    Json.Members memory =
        Json.members()
            .with("budgetMB", config.memory().toMegabytes())
            .with("reservedMB", pool.reserved().toMegabytes());
    return document
        .with("findings", Json.items(findings.stream().map(Pages::finding).toList()))
        .with("version", Home.VERSION)
        .with("pid", ProcessHandle.current().pid())
        .with("dev", new Json.Truth(config.dev()))
        .with("isolation", isolation.key())
        .with("account", config.account().digits())
        .with(
            "regions",
            Json.items(config.regions().stream().map(Region::name).map(Json.Text::new).toList()))
        .with("data", config.data().toString())
        .with("database", config.database().map(DatabaseUrl::toString).orElse("sqlite"))
        .with("aotCache", new Json.Truth(Home.hasAotCache()))
        .with("memory", memory);
  }

  private static Json finding(Finding finding) {
    return Json.members()
        .with("degrades", new Json.Truth(finding.degrades()))
        .with("what", finding.what())
        .with("remedy", finding.remedy());
  }

  private static Json.Members runtime(String identifier, Runtimes.Installed installed) {
    return Json.members()
        .with("runtime", identifier)
        .with("version", installed.version())
        .with("path", installed.executable().toString());
  }

  private static Answer json(Json document) {
    return Answer.json(200, JsonText.line(document) + "\n");
  }
}
