package dev.martlet.wire.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The input or output of an operation that models none. */
public record Unit() {
  public static final Unit VALUE = new Unit();

  public static final Structure<Unit> SHAPE =
      new Structure<>("Unit", false) {
        @Override
        protected List<Member> declare() {
          return List.of();
        }

        @Override
        public Unit construct(@Nullable Object[] values) {
          return VALUE;
        }

        @Override
        public @Nullable Object value(Unit structure, int index) {
          throw new IndexOutOfBoundsException(index);
        }
      };

  /** Whether {@code structure} says that nothing is modelled. */
  public static boolean is(Structure<?> structure) {
    return structure.equals(SHAPE);
  }
}
