package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Api;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation that a request is for: by path, method and literal query parameters, or by
 * the header {@code X-Amz-Target}. A literal segment wins over a label, a label over a greedy one,
 * and among operations of one path the one with more literal parameters. Safe for all threads.
 */
public final class Router {
  /** A path with more segments matches nothing. */
  private static final int MAX_SEGMENTS = 256;

  private final Node root = new Node();
  private final Map<String, Api.Entry> byTarget = new HashMap<>();

  /**
   * What was asked for.
   *
   * @param labels the decoded labels of the path by name
   */
  public record Match(Api.Entry entry, Map<String, String> labels) {}

  public Router(Api api) {
    String prefix = api.service().targetPrefix();
    for (Api.Entry entry : api.operations()) {
      if (prefix == null) {
        add(entry);
      } else {
        byTarget.put(prefix + "." + entry.name(), entry);
      }
    }
  }

  /** The operation that a value of {@code X-Amz-Target} names, or null. */
  public @Nullable Match target(String target) {
    Api.Entry entry = byTarget.get(target);
    return entry == null ? null : new Match(entry, Map.of());
  }

  /**
   * The operation of a request line, or null.
   *
   * @param path still percent-encoded; one slash too many at its end is forgiven
   */
  public @Nullable Match route(String method, String path, @Nullable String query) {
    if (!path.startsWith("/")) {
      return null;
    }
    List<String> segments = List.of(path.substring(1).split("/", MAX_SEGMENTS + 1));
    if (segments.size() > MAX_SEGMENTS) {
      return null;
    }
    try {
      return root.find(new Search(method, segments, query), 0, new ArrayList<>(4));
    } catch (Malformed unreadable) {
      return null;
    }
  }

  private void add(Api.Entry entry) {
    String uri = entry.http().uri();
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    Query literals = Query.parse(question < 0 ? null : uri.substring(question + 1));
    List<String> labels = new ArrayList<>();
    Node node = root;
    boolean greedy = false;
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.startsWith("{")) {
        greedy = segment.endsWith("+}");
        labels.add(segment.substring(1, segment.length() - (greedy ? 2 : 1)));
        node = greedy ? node : node.label();
      } else if (!segment.isEmpty()) {
        node = node.literals.computeIfAbsent(segment, each -> new Node());
      }
    }
    List<Leaf> leaves = greedy ? node.greedy : node.leaves;
    leaves.add(new Leaf(entry, labels, literals));
    leaves.sort((a, b) -> b.literals.parameters().size() - a.literals.parameters().size());
  }

  private record Search(String method, List<String> segments, @Nullable String query) {
    /** Whether nothing is left from {@code at}, a trailing slash apart. */
    boolean ended(int at) {
      return at == segments.size() || (at == segments.size() - 1 && segments.get(at).isEmpty());
    }

    String rest(int at) {
      return String.join("/", segments.subList(at, segments.size()));
    }
  }

  private record Leaf(Api.Entry entry, List<String> labels, Query literals) {
    boolean takes(Search search) {
      if (!entry.http().method().equals(search.method)) {
        return false;
      }
      if (literals.parameters().isEmpty()) {
        return true;
      }
      Query sent = Query.parse(search.query);
      return literals.parameters().entrySet().stream()
          .allMatch(literal -> sent.all(literal.getKey()).containsAll(literal.getValue()));
    }

    Match match(List<String> values) {
      if (values.size() == 1) {
        return new Match(entry, Map.of(labels.getFirst(), values.getFirst()));
      }
      Map<String, String> byName = new HashMap<>();
      for (int index = 0; index < values.size(); index++) {
        byName.put(labels.get(index), values.get(index));
      }
      return new Match(entry, byName);
    }
  }

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    final List<Leaf> leaves = new ArrayList<>();
    final List<Leaf> greedy = new ArrayList<>();
    @Nullable Node label;

    Node label() {
      Node known = label;
      if (known == null) {
        known = new Node();
        label = known;
      }
      return known;
    }

    @Nullable Match find(Search search, int at, List<String> values) {
      if (search.ended(at)) {
        return first(leaves, search, values);
      }
      String segment = search.segments.get(at);
      Node literal = literals.get(segment);
      Match match = literal == null ? null : literal.find(search, at + 1, values);
      if (match == null && label != null && !segment.isEmpty()) {
        values.add(Percent.decode(segment, false));
        match = label.find(search, at + 1, values);
        values.removeLast();
      }
      if (match == null && !greedy.isEmpty()) {
        values.add(Percent.decode(search.rest(at), false));
        match = first(greedy, search, values);
        values.removeLast();
      }
      return match;
    }

    private static @Nullable Match first(List<Leaf> leaves, Search search, List<String> values) {
      for (Leaf leaf : leaves) {
        if (leaf.takes(search)) {
          return leaf.match(values);
        }
      }
      return null;
    }
  }
}
