package dev.martlet.sandbox;

import java.nio.file.Path;

/**
 * A folder of the host that a sandbox sees read-only.
 *
 * <p>The sandbox's user owns nothing there, so everything in it must be readable by all; what lies
 * above {@code source} may be private.
 *
 * @param source an absolute path on the host
 * @param target where it appears inside: {@code /opt}, a folder directly under {@code /var}, or the
 *     settings of a JDK, directly under {@code /etc}
 */
public record Bind(Path source, String target) {
  public static final String CODE = "/var/task";
  public static final String RUNTIME = "/var/runtime";
  public static final String LANGUAGE = "/var/lang";

  public Bind {
    if (!source.isAbsolute()) {
      throw new IllegalArgumentException("Not an absolute path: " + source);
    }
    if (!target.matches("/opt|/var/[a-z]{1,16}|/etc/java[a-z0-9.-]{0,32}")) {
      throw new IllegalArgumentException("Nothing is bound at " + target);
    }
  }
}
