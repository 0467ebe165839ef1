package dev.martlet.functions;

import dev.martlet.model.Call;

/** Makes links that whoever holds them may follow for ten minutes, without any other right. */
@FunctionalInterface
public interface CodeLinks {
  /**
   * A signed URL.
   *
   * @param call whom it is for: the link has its caller's rights and its endpoint
   * @param path below the management listener
   */
  String link(Call call, String path);
}
