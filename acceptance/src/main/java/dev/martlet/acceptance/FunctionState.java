package dev.martlet.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that the API shows of a function and that its owner can change.
 *
 * @param code its code's digest; empty if there is no such function
 * @param versions the digests of its versions, the first one's first
 * @param aliases the version of each
 * @param tag the value of its one tag, empty if it has none
 * @param reserved its reserved concurrency, empty if it has none
 */
record FunctionState(
    String code, List<String> versions, Map<String, String> aliases, String tag, String reserved) {
  static final FunctionState NONE = new FunctionState("", List.of(), Map.of(), "", "");
  static final String TAG = "crash";

  FunctionState {
    versions = List.copyOf(versions);
    aliases = Map.copyOf(aliases);
  }

  /** As the platform shows it. */
  static FunctionState of(Api api, String name) {
    Reply latest = api.settled(name);
    if (latest.status() == 404) {
      return NONE;
    }
    Reply aliases = api.aliases(name);
    Map<String, String> led = new TreeMap<>();
    List<String> names = aliases.members("Name");
    for (int i = 0; i < names.size(); i++) {
      led.put(names.get(i), aliases.members("FunctionVersion").get(i));
    }
    return new FunctionState(
        latest.member("CodeSha256"),
        published(api.versions(name)),
        led,
        api.tagsOf(name).member(TAG),
        api.reserved(name).member("ReservedConcurrentExecutions"));
  }

  // The first one that is listed is the one that changes.
  private static List<String> published(Reply versions) {
    List<String> digests = versions.members("CodeSha256");
    return digests.subList(1, digests.size());
  }

  boolean exists() {
    return !equals(NONE);
  }

  /** The number of its newest version; zero if there is none. */
  int newest() {
    return versions.size();
  }

  FunctionState withCode(String digest) {
    return new FunctionState(digest, versions, aliases, tag, reserved);
  }

  /** Publishing what is published already changes nothing. */
  FunctionState published() {
    if (!versions.isEmpty() && versions.getLast().equals(code)) {
      return this;
    }
    List<String> more = new ArrayList<>(versions);
    more.add(code);
    return new FunctionState(code, more, aliases, tag, reserved);
  }

  FunctionState withAliases(Map<String, String> led) {
    return new FunctionState(code, versions, led, tag, reserved);
  }

  FunctionState withTag(String value) {
    return new FunctionState(code, versions, aliases, value, reserved);
  }

  FunctionState withReserved(String places) {
    return new FunctionState(code, versions, aliases, tag, places);
  }
}
