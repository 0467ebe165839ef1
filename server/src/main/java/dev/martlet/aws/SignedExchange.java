package dev.martlet.aws;

import dev.martlet.http.Exchange;
import dev.martlet.wire.codec.Headers;
import dev.martlet.wire.sign.Signable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request as signatures and codecs look at it. */
record SignedExchange(Exchange exchange) implements Signable, Headers {
  @Override
  public String method() {
    return exchange.method();
  }

  @Override
  public String rawPath() {
    return exchange.rawPath();
  }

  @Override
  public String rawQuery() {
    return exchange.rawQuery();
  }

  @Override
  public @Nullable String header(String name) {
    return exchange.header(name);
  }

  @Override
  public List<String> all(String name) {
    return exchange.headerValues(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public Iterable<String> names() {
    return exchange.headerNames();
  }
}
