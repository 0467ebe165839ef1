package dev.martlet.functions;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What belongs to a function as a whole, whichever version runs. It is kept with {@code $LATEST},
 * so that one condition holds all of it together; published versions have {@link #NONE}.
 *
 * @param published the last publication
 * @param aliases by name
 * @param reserved how many of its invocations may run at once, if it has a reservation
 */
record Whole(
    SortedMap<String, String> tags,
    Optional<Published> published,
    SortedMap<String, Alias> aliases,
    OptionalInt reserved) {
  static final Whole NONE = tagged(Collections.emptySortedMap());

  Whole {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
  }

  static Whole tagged(SortedMap<String, String> tags) {
    return new Whole(tags, Optional.empty(), Collections.emptySortedMap(), OptionalInt.empty());
  }

  Whole retagged(SortedMap<String, String> next) {
    return new Whole(next, published, aliases, reserved);
  }

  Whole published(Published last) {
    return new Whole(tags, Optional.of(last), aliases, reserved);
  }

  Whole reserving(OptionalInt next) {
    return new Whole(tags, published, aliases, next);
  }

  /** With that alias, in place of the one that had its name. */
  Whole with(Alias alias) {
    SortedMap<String, Alias> next = new TreeMap<>(aliases);
    next.put(alias.name(), alias);
    return new Whole(tags, published, next, reserved);
  }

  Whole withoutAlias(String name) {
    SortedMap<String, Alias> next = new TreeMap<>(aliases);
    next.remove(name);
    return new Whole(tags, published, next, reserved);
  }

  /** The names of the aliases that lead to a version, in order. */
  List<String> aliasesOf(String version) {
    return aliases.values().stream()
        .filter(alias -> alias.versions().contains(version))
        .map(Alias::name)
        .toList();
  }
}
