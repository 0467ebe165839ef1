package dev.martlet.functions;

import dev.martlet.model.ByteSize;

/**
 * What this platform can give to functions.
 *
 * @param architecture {@code x86_64} or {@code arm64}
 * @param memory the memory that all live environments together may have
 */
public record Host(String architecture, ByteSize memory) {
  public Host {
    if (!architecture.equals("x86_64") && !architecture.equals("arm64")) {
      throw new IllegalArgumentException("Not an architecture of functions: " + architecture);
    }
  }
}
