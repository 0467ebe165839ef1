package dev.martlet.wire.shape;

/** A generated enum: its constants have names for Java and values for the wire. */
public interface WireEnum {
  /** The value as it travels, {@code python3.13}. */
  String wire();
}
