package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Member.Location;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Shape.Time.Format;
import dev.martlet.wire.shape.Structure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members that restJson binds outside the body, each into its place. */
final class BindingReader {
  private final Structure<?> structure;
  private final @Nullable Object[] values;
  private final boolean client;

  BindingReader(Structure<?> structure, @Nullable Object[] values, boolean client) {
    this.structure = structure;
    this.values = values;
    this.client = client;
  }

  void labels(Map<String, String> labels) {
    for (int index : structure.at(Location.LABEL)) {
      Member member = member(index);
      String label = labels.get(member.wireName());
      if (label != null) {
        values[index] = Texts.parse(member.shape(), label, Format.DATE_TIME, client);
      }
    }
  }

  void query(@Nullable String text) {
    int[] bound = structure.at(Location.QUERY);
    int[] maps = structure.at(Location.QUERY_MAP);
    if (text == null || (bound.length == 0 && maps.length == 0)) {
      return;
    }
    Query query = Query.parse(text);
    for (int index : bound) {
      Member member = member(index);
      List<String> sent = query.all(member.wireName());
      if (!sent.isEmpty()) {
        values[index] =
            member.shape() instanceof Shape.Sequence list
                ? parseAll(list, sent, Format.DATE_TIME, client)
                : Texts.parse(member.shape(), sent.getFirst(), Format.DATE_TIME, client);
      }
    }
    for (int index : maps) {
      values[index] = queryMap((Shape.Mapping) member(index).shape(), query);
    }
  }

  private static Map<String, Object> queryMap(Shape.Mapping shape, Query query) {
    Map<String, Object> map = new LinkedHashMap<>();
    query
        .parameters()
        .forEach(
            (key, sent) ->
                map.put(key, shape.value() instanceof Shape.Sequence ? sent : sent.getFirst()));
    return map;
  }

  void headers(Headers headers) {
    for (int index : structure.at(Location.HEADER)) {
      values[index] = header(member(index), headers);
    }
    for (int index : structure.at(Location.HEADERS)) {
      Map<String, String> map = prefixed(member(index).wireName(), headers);
      if (!map.isEmpty()) {
        values[index] = map;
      }
    }
  }

  private @Nullable Object header(Member member, Headers headers) {
    if (member.shape() instanceof Shape.Sequence list) {
      return list(list, headers.all(member.wireName()));
    }
    String sent = headers.first(member.wireName());
    if (sent == null) {
      return null;
    }
    return member.mediaType() == null
        ? Texts.parse(member.shape(), sent, Format.HTTP_DATE, client)
        : Texts.base64(sent).toUtf8();
  }

  private @Nullable Object list(Shape.Sequence list, List<String> sent) {
    if (sent.isEmpty()) {
      return null;
    }
    boolean httpDates =
        list.element() instanceof Shape.Time time
            && (time.format() == null || time.format() == Format.HTTP_DATE);
    List<String> texts = Texts.split(String.join(",", sent), httpDates);
    return parseAll(list, texts, Format.HTTP_DATE, client);
  }

  private static List<Object> parseAll(
      Shape.Sequence list, List<String> texts, Format format, boolean client) {
    List<Object> parsed = new ArrayList<>(texts.size());
    for (String text : texts) {
      parsed.add(Texts.parse(list.element(), text, format, client));
    }
    return parsed;
  }

  private static Map<String, String> prefixed(String prefix, Headers headers) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String name : headers.names()) {
      if (name.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT))) {
        map.put(name.substring(prefix.length()), headers.all(name).getFirst());
      }
    }
    return map;
  }

  void status(int status) {
    for (int index : structure.at(Location.STATUS)) {
      values[index] = status;
    }
  }

  private Member member(int index) {
    return structure.members().get(index);
  }
}
