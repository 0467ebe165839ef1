package dev.martlet.wire.shape;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a generated record, or of a generated sealed interface (a union): its members, how
 * to make a value from theirs, and how to take one apart again.
 *
 * <p>Members are declared when they are first asked for, so that structures may refer to each other
 * in circles and a process loads only those it uses. Racing threads may declare twice; the results
 * are equal and immutable.
 *
 * @param <T> the record or the sealed interface
 */
public abstract non-sealed class Structure<T> implements Shape {
  private final String name;
  private final boolean union;
  private volatile @Nullable Layout layout;

  protected Structure(String name, boolean union) {
    this.name = name;
    this.union = union;
  }

  /** The members in the order of the model, which is also the order of the record's components. */
  protected abstract List<Member> declare();

  /**
   * Makes a value.
   *
   * @param values one per member, in order; null where it is absent. A union takes exactly one.
   * @throws NullPointerException if a required member is absent
   */
  public abstract T construct(@Nullable Object[] values);

  /** The value of the member at {@code index}, or null where it is absent. */
  public abstract @Nullable Object value(T structure, int index);

  /** As the model calls it. */
  public final String name() {
    return name;
  }

  /** Whether a value has exactly one member. */
  public final boolean union() {
    return union;
  }

  public final List<Member> members() {
    return layout().members;
  }

  /** The position of the member with this JSON key, or -1. */
  public final int indexOf(String wireName) {
    Integer index = layout().byWireName.get(wireName);
    return index == null ? -1 : index;
  }

  /** The positions of the members at {@code location}, in order; callers must not write to it. */
  public final int[] at(Member.Location location) {
    return layout().positions(location);
  }

  /** The position of the member that is the whole body, or -1. */
  public final int payload() {
    int[] payload = at(Member.Location.PAYLOAD);
    return payload.length == 0 ? -1 : payload[0];
  }

  private Layout layout() {
    Layout known = layout;
    if (known == null) {
      known = new Layout(declare());
      layout = known;
    }
    return known;
  }

  @Override
  public final String toString() {
    return name;
  }

  private static final class Layout {
    final List<Member> members;
    final Map<String, Integer> byWireName = new HashMap<>();
    final Map<Member.Location, int[]> byLocation = new EnumMap<>(Member.Location.class);

    Layout(List<Member> declared) {
      members = List.copyOf(declared);
      for (Member.Location location : Member.Location.values()) {
        byLocation.put(
            location,
            IntStream.range(0, members.size())
                .filter(index -> members.get(index).location() == location)
                .toArray());
      }
      for (int index : positions(Member.Location.BODY)) {
        byWireName.put(members.get(index).wireName(), index);
      }
    }

    int[] positions(Member.Location location) {
      return Objects.requireNonNull(byLocation.get(location));
    }
  }
}
