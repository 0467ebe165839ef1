package dev.martlet.aws;

import dev.martlet.identity.Authorizer;
import dev.martlet.identity.Keys;
import dev.martlet.model.AccountId;
import dev.martlet.model.Functions;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Observer;
import dev.martlet.model.Region;
import dev.martlet.model.RoleCredentials;
import dev.martlet.wire.sign.Credentials;
import dev.martlet.wire.sign.Signer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** An account with keys, a clock and a record of what was observed. */
final class Account {
  static final AccountId ID = new AccountId("000000000000");
  static final String ENDPOINT = "http://127.0.0.1:4566";

  final ManualClock clock = new ManualClock();
  final List<Observer.ApiCallEnded> calls = new ArrayList<>();
  final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4566);
  final Keys keys;

  Account(Path folder) throws IOException {
    keys = Keys.open(folder.resolve("keys.json"), ID, clock, random);
  }

  /** What a process of the function {@code square} has. */
  Credentials session() {
    RoleCredentials.Temporary given = keys.sessions().of(Functions.version("square", "r1", 128));
    return new Credentials(given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
  }

  static Access access(boolean anybody) {
    return new Access(ID, List.of(new Region("us-east-1"), new Region("eu-central-1")), anybody);
  }

  Pipeline.Parts parts(Access access, Authorizer authorizer) {
    return new Pipeline.Parts(access, keys, authorizer, clock, random, this::observe);
  }

  private void observe(Observer.Happened happened) {
    if (happened instanceof Observer.ApiCallEnded ended) {
      calls.add(ended);
    }
  }

  /** A request signed by the account. */
  ScriptedExchange signed(
      String service, String method, String target, Map<String, String> headers, String body) {
    return signed(keys.current(), "us-east-1", service, method, target, headers, body);
  }

  ScriptedExchange signed(
      Credentials credentials,
      String region,
      String service,
      String method,
      String target,
      Map<String, String> headers,
      String body) {
    Map<String, String> all = new TreeMap<>(headers);
    all.putAll(
        new Signer(credentials, region, service)
            .sign(
                method,
                URI.create(ENDPOINT + target),
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                clock.now()));
    return new ScriptedExchange(method, target, all, body);
  }
}
