package dev.martlet.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request to the Runtime API asks for. Switch over it without {@code default}. */
sealed interface ApiCall {
  /** For the next event. */
  record Next() implements ApiCall {}

  /** To take notice that loading the function failed. */
  record InitError() implements ApiCall {}

  /** To take the answer to the event with this id, or its error document. */
  record Respond(String id, boolean error) implements ApiCall {}

  /** For something that the Runtime API does not have. */
  record Unknown(HttpReply reply) implements ApiCall {}

  Pattern RESPOND =
      Pattern.compile("/2018-06-01/runtime/invocation/([^/]{1,128})/(response|error)");

  static ApiCall of(HttpHead head) {
    int query = head.target().indexOf('?');
    String path = query < 0 ? head.target() : head.target().substring(0, query);
    if (path.equals("/2018-06-01/runtime/invocation/next")) {
      return only("GET", head, new Next());
    }
    if (path.equals("/2018-06-01/runtime/init/error")) {
      return only("POST", head, new InitError());
    }
    Matcher respond = RESPOND.matcher(path);
    return respond.matches()
        ? only("POST", head, new Respond(respond.group(1), respond.group(2).equals("error")))
        : new Unknown(HttpReply.NO_SUCH_PATH);
  }

  private static ApiCall only(String method, HttpHead head, ApiCall call) {
    return head.method().equals(method) ? call : new Unknown(HttpReply.WRONG_METHOD);
  }
}
