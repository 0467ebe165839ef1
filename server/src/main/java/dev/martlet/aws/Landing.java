package dev.martlet.aws;

import dev.martlet.http.Answer;
import dev.martlet.http.Exchange;

/** What somebody sees who opens the management address in a browser. */
final class Landing {
  static final Answer ANSWER =
      Answer.text(
          200,
          """
          This is Martlet: functions on your own machines, behind AWS's API.

          Every call here is signed; an AWS CLI or SDK does that by itself:
            eval "$(./martlet env)"
            aws lambda list-functions

          Is it well?  /_martlet/health\
          """);

  private Landing() {}

  static boolean isAt(Exchange exchange) {
    boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    return reads && exchange.rawPath().equals("/");
  }
}
