package dev.martlet.wire.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers in the order in which they are written: what codecs make. */
public record HeaderList(List<Header> headers) implements Headers {
  public static final HeaderList EMPTY = new HeaderList(List.of());

  /** One line of a message's head. */
  public record Header(String name, String value) {}

  public HeaderList {
    headers = List.copyOf(headers);
  }

  /** These headers and one more at the end. */
  public HeaderList with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new HeaderList(more);
  }

  @Override
  public List<String> all(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  @Override
  public @Nullable String first(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return null;
  }

  @Override
  public Iterable<String> names() {
    List<String> names = new ArrayList<>();
    for (Header header : headers) {
      if (names.stream().noneMatch(header.name()::equalsIgnoreCase)) {
        names.add(header.name());
      }
    }
    return names;
  }
}
