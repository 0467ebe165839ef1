package dev.martlet.acceptance;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asynchronous invocations that a platform acknowledged, and which of them were never run: each
 * prints its number. A killed platform loses at most the last tenth of a second of its log, so the
 * function prints at once and then takes half a second: an event that is over has its line on disk,
 * and one whose line was lost is run again. Safe for all threads.
 */
final class AcknowledgedEvents {
  private static final String NAME = "later";
  private static final String SOURCE =
      """
      import time

      def handler(event, context):
          print("ran " + str(event) + ".", flush=True)
          time.sleep(0.5)
      """;
  private static final Pattern LINE = Pattern.compile("ran (\\d+)\\.");

  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private int sent;

  /** Makes the function, if it is not there yet. */
  void prepare(Api api, String runtime) {
    if (api.create(NAME, runtime, "main.handler", Map.of("main.py", SOURCE)).status() == 201) {
      var _ = api.settled(NAME);
    }
  }

  /** Sends the next one; a sentence if the platform refused it. */
  Optional<String> send(Api api) {
    int number = sent++;
    Reply reply = api.event(NAME, String.valueOf(number));
    if (reply.status() != 202) {
      return Optional.of("event " + number + " was refused: " + reply);
    }
    acknowledged.add(number);
    return Optional.empty();
  }

  long count() {
    return acknowledged.size();
  }

  /** Those that were acknowledged and left no line, on a platform whose queue is empty. */
  Set<Integer> missing(Api api) {
    Set<Integer> missing = new TreeSet<>(acknowledged);
    String token = "";
    do {
      Reply page =
          api.logs(
              "FilterLogEvents",
              "{\"logGroupName\":\"/aws/lambda/%s\",\"filterPattern\":\"ran\"%s}"
                  .formatted(NAME, token.isEmpty() ? "" : ",\"nextToken\":\"" + token + "\""));
      for (Matcher line = LINE.matcher(page.body()); line.find(); ) {
        missing.remove(Integer.valueOf(line.group(1)));
      }
      token = page.member("nextToken");
    } while (!token.isEmpty() && !token.equals("null"));
    return missing;
  }
}
