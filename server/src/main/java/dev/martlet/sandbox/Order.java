package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the launcher reads from its standard input: items of a letter and a value, each ended by a
 * NUL, and a lone dot. It goes there and not into arguments because those are visible to everybody
 * on the machine, and a function's variables are secret.
 */
final class Order {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

  private Order() {}

  /**
   * Writes it down.
   *
   * @param listener how the command reaches us at the specification's port, if it names one
   */
  static byte[] of(
      SandboxSpec spec,
      Holdings holdings,
      Launch.Site site,
      String token,
      Optional<PortListener> listener) {
    Order order = new Order();
    order.item('s', site.door().path().toString());
    order.item('k', token);
    order.item('r', site.root().toString());
    order.item('v', site.footing().level().key());
    if (!holdings.cgroup().bounds()) {
      order.item('p', Integer.toString(spec.limits().processes()));
    }
    listener.ifPresent(each -> each.describe(order));
    order.item('d', spec.directory());
    order.item('h', "sandbox");
    order.item('m', Long.toString(spec.limits().memory().bytes()));
    switch (holdings.scratch()) {
      case Scratch.Memory(ByteSize size) -> order.item('z', Long.toString(size.bytes()));
      case Scratch.Folder(Path path) -> order.item('q', path.toString());
      case Scratch.Disk disk -> order.item('f', disk.path());
    }
    order.item('n', Integer.toString(spec.limits().descriptors()));
    order.item('u', Integer.toString(holdings.user()));
    spec.port().ifPresent(port -> order.item('l', Integer.toString(port)));
    holdings.cgroup().entrances().forEach(file -> order.item('g', file.toString()));
    holdings.cgroup().birthplace().ifPresent(folder -> order.item('i', folder.toString()));
    holdings
        .cgroup()
        .freezer()
        .ifPresent(
            freezer -> {
              order.item('c', freezer.entrance().toString());
              order.item('w', freezer.state().toString());
            });
    for (Bind bind : spec.binds()) {
      order.item('b', bind.source().toString());
      order.item('t', bind.target());
    }
    spec.command().forEach(argument -> order.item('a', argument));
    spec.environment().forEach((name, value) -> order.item('e', name + "=" + value));
    order.item('.', "");
    return order.bytes.toByteArray();
  }

  void item(char letter, String value) {
    bytes.write(letter);
    bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
  }
}
