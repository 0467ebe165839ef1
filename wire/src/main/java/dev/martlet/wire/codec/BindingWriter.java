package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Member.Location;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Shape.Time.Format;
import dev.martlet.wire.shape.Structure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the members that restJson binds outside the body. */
record BindingWriter<T>(Structure<T> structure, T value) {
  /** The status that a member asks for, else the operation's. */
  int status(int fallback) {
    for (int index : structure.at(Location.STATUS)) {
      if (structure.value(value, index) instanceof Integer chosen) {
        return chosen;
      }
    }
    return fallback;
  }

  /** All headers; a member that is bound to the content type wins over {@code contentType}. */
  HeaderList headers(@Nullable String contentType) {
    List<HeaderList.Header> headers = new ArrayList<>(4);
    if (contentType != null) {
      headers.add(new HeaderList.Header("Content-Type", contentType));
    }
    for (int index : structure.at(Location.HEADERS)) {
      if (structure.value(value, index) instanceof Map<?, ?> map) {
        String prefix = member(index).wireName();
        map.forEach((key, text) -> set(headers, prefix + key, (String) text));
      }
    }
    for (int index : structure.at(Location.HEADER)) {
      Object sent = structure.value(value, index);
      if (sent != null) {
        set(headers, member(index).wireName(), headerText(member(index), sent));
      }
    }
    return new HeaderList(headers);
  }

  private static void set(List<HeaderList.Header> headers, String name, String text) {
    headers.removeIf(header -> header.name().equalsIgnoreCase(name));
    headers.add(new HeaderList.Header(name, text));
  }

  static String headerText(Member member, Object value) {
    if (member.mediaType() != null) {
      return Blob.utf8((String) value).toBase64();
    }
    if (member.shape() instanceof Shape.Sequence list) {
      List<String> texts = new ArrayList<>();
      for (Object element : (List<?>) value) {
        if (element != null) {
          String text = Texts.format(list.element(), element, Format.HTTP_DATE);
          texts.add(list.element() instanceof Shape.Time ? text : Texts.quoted(text));
        }
      }
      return String.join(", ", texts);
    }
    return Texts.format(member.shape(), value, Format.HTTP_DATE);
  }

  String path(String template) {
    String path = template;
    for (int index : structure.at(Location.LABEL)) {
      Member member = member(index);
      Object label = structure.value(value, index);
      if (label == null) {
        throw new IllegalArgumentException("the path needs " + member.name());
      }
      String text = Texts.format(member.shape(), label, Format.DATE_TIME);
      path =
          path.replace("{" + member.wireName() + "}", Percent.encode(text, false))
              .replace("{" + member.wireName() + "+}", Percent.encode(text, true));
    }
    return path;
  }

  /** The query, after the literal parameters of the operation's URI; null where there is none. */
  @Nullable String query(String literals) {
    List<String> pairs = new ArrayList<>();
    if (!literals.isEmpty()) {
      pairs.add(literals);
    }
    Set<String> bound = new HashSet<>();
    for (int index : structure.at(Location.QUERY)) {
      Member member = member(index);
      bound.add(member.wireName());
      Object sent = structure.value(value, index);
      if (sent != null) {
        query(pairs, member.wireName(), member.shape(), sent);
      }
    }
    for (int index : structure.at(Location.QUERY_MAP)) {
      if (structure.value(value, index) instanceof Map<?, ?> map) {
        Shape element = ((Shape.Mapping) member(index).shape()).value();
        map.forEach(
            (key, sent) -> {
              if (!bound.contains(key)) {
                query(pairs, (String) key, element, sent);
              }
            });
      }
    }
    return pairs.isEmpty() ? null : String.join("&", pairs);
  }

  private static void query(List<String> pairs, String key, Shape shape, Object value) {
    if (shape instanceof Shape.Sequence list) {
      for (Object element : (List<?>) value) {
        query(pairs, key, list.element(), element);
      }
    } else {
      String text = Texts.format(shape, value, Format.DATE_TIME);
      pairs.add(Percent.encode(key, false) + "=" + Percent.encode(text, false));
    }
  }

  private Member member(int index) {
    return structure.members().get(index);
  }
}
