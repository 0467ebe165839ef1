package dev.martlet.aws;

import dev.martlet.wire.sign.Signable;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells the requests that a web page of elsewhere has a browser on this machine send. Where any
 * credentials are accepted, being on loopback does not keep such pages out: they may post to
 * whatever address they like, and read the answers too if their own name is made to lead here.
 */
final class WebPage {
  private static final String HERE =
      "((.+\\.)?localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?";
  private static final Pattern OUR_HOST = Pattern.compile(HERE, Pattern.CASE_INSENSITIVE);
  private static final Pattern OUR_ORIGIN =
      Pattern.compile("https?://" + HERE, Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_SHOWN = 128;

  private WebPage() {}

  /** Why a request is not served, for people; empty if no page of elsewhere is behind it. */
  static Optional<String> refusal(Signable request) {
    // Browsers name the page with every request that changes something; other clients name none.
    String origin = request.header("origin");
    if (origin != null && !OUR_ORIGIN.matcher(origin).matches()) {
      return Optional.of("not a web page of " + cut(origin));
    }
    String host = request.header("host");
    return host == null || OUR_HOST.matcher(host).matches()
        ? Optional.empty()
        : Optional.of("not who calls it " + cut(host) + " instead of localhost or 127.0.0.1");
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_SHOWN));
  }
}
