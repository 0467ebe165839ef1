package dev.martlet.sandbox;

import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A launch whose four connections are on their way. Safe for all threads. */
final class Expected {
  private enum Role {
    EVENTS,
    ANSWERS,
    OUTPUT,
    STATUS
  }

  private final String number;
  private final String secret;
  private final Consumer<String> done;
  private final Map<Role, SocketChannel> channels = new EnumMap<>(Role.class);
  private final CompletableFuture<Optional<Connections>> all = new CompletableFuture<>();

  Expected(String number, String secret, Consumer<String> done) {
    this.number = number;
    this.secret = secret;
    this.done = done;
  }

  String secret() {
    return secret;
  }

  /** What the launcher has to say in front of each connection's role. */
  String token() {
    return number + secret;
  }

  /** False if the role does not exist, is taken, or nobody waits any more. */
  synchronized boolean connected(char roleLetter, SocketChannel channel) {
    Role role = role(roleLetter);
    if (role == null || all.isDone() || channels.putIfAbsent(role, channel) != null) {
      return false;
    }
    SocketChannel events = channels.get(Role.EVENTS);
    SocketChannel answers = channels.get(Role.ANSWERS);
    SocketChannel output = channels.get(Role.OUTPUT);
    SocketChannel status = channels.get(Role.STATUS);
    if (events != null && answers != null && output != null && status != null) {
      done.accept(number);
      all.complete(Optional.of(new Connections(events, answers, output, status)));
    }
    return true;
  }

  private static @Nullable Role role(char letter) {
    return switch (letter) {
      case 'e' -> Role.EVENTS;
      case 'a' -> Role.ANSWERS;
      case 'o' -> Role.OUTPUT;
      case 's' -> Role.STATUS;
      default -> null;
    };
  }

  /** Gives up if not everything has come yet, and closes what has. */
  synchronized void abandon() {
    done.accept(number);
    if (all.complete(Optional.empty())) {
      Connections.closeAll(new ArrayList<>(channels.values()));
    }
  }

  /** Abandons it; what had come in full before is the caller's to close. */
  Optional<Connections> giveUp() {
    abandon();
    return all.join();
  }

  /** Blocks until all have come, or {@link #abandon} was called. */
  Optional<Connections> await() throws InterruptedException {
    try {
      return all.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
