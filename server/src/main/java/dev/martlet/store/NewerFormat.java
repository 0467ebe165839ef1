package dev.martlet.store;

/** A newer version of the product has migrated the database. Nothing was changed. */
final class NewerFormat extends StoreFailure {
  private static final long serialVersionUID = 1L;

  NewerFormat(int present, int known) {
    super(
        "has format %d, this version of Martlet knows up to %d: use a newer version"
            .formatted(present, known),
        null);
  }
}
