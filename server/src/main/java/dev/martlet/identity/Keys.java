package dev.martlet.identity;

import dev.martlet.model.AccountId;
import dev.martlet.model.Clock;
import dev.martlet.model.Principal;
import dev.martlet.model.RoleCredentials;
import dev.martlet.wire.sign.Credentials;
import dev.martlet.wire.sign.KeyRing;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The account's access keys and those of its sessions. The account's own are kept in {@code
 * keys.json} of the data directory. When the file changes, the change is taken up within a second
 * of the next request; a file that cannot be read changes nothing, and is complained about once.
 */
public final class Keys implements KeyRing {
  private static final System.Logger LOG = System.getLogger(Keys.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final KeysFile file;
  private final Principal root;
  private final Clock clock;
  private final Sessions sessions;
  private final AtomicLong nextLook;
  private volatile KeyPairs pairs;
  // Of the file as it was last looked at; touched only by whoever has advanced nextLook.
  private volatile KeysFile.@Nullable Stamp stamp;

  private Keys(KeysFile file, AccountId account, Clock clock, Sessions sessions)
      throws IOException {
    this.file = file;
    this.root = Principal.root(account);
    this.clock = clock;
    this.sessions = sessions;
    this.stamp = file.stamp();
    this.pairs = read(file);
    this.nextLook = new AtomicLong(clock.nanoTime() + LOOK_AGAIN.toNanos());
  }

  /**
   * Reads the keys; makes them if there are none.
   *
   * @param path {@code keys.json}, in a folder that exists
   * @param random must be unpredictable
   * @throws BrokenKeysException if the file is no file of keys
   * @throws IOException if it cannot be read or written
   */
  public static Keys open(Path path, AccountId account, Clock clock, RandomGenerator random)
      throws IOException {
    KeysFile file = new KeysFile(path);
    if (!file.exists()) {
      file.write(new KeyPairs(fresh(random), Optional.empty()));
    }
    return new Keys(file, account, clock, new Sessions(clock, random));
  }

  private static KeyPairs read(KeysFile file) throws IOException {
    KeyPairs pairs = file.read();
    if (file.exposed()) {
      LOG.log(
          Level.WARNING,
          "Others than its owner may read the secrets in {0}: chmod 600 {0}, and rotate the keys",
          file);
    }
    return pairs;
  }

  /** The pair that clients should use, and that the platform signs with itself. */
  public Credentials current() {
    refresh();
    return pairs.current();
  }

  @Override
  public Finding find(String accessKeyId, @Nullable String sessionToken) {
    if (sessionToken != null) {
      return sessions.find(accessKeyId, sessionToken);
    }
    refresh();
    Credentials pair = pairs.find(accessKeyId);
    return pair == null ? new Unknown() : new Known(pair);
  }

  /** Whose credentials these are, which {@link #find} has found. */
  public Principal owner(Credentials credentials) {
    String token = credentials.sessionToken();
    return token == null ? root : sessions.owner(token);
  }

  /** What functions' processes get to act as their roles. */
  public RoleCredentials sessions() {
    return sessions;
  }

  /** What calls act as that need no credentials. */
  public Principal root() {
    return root;
  }

  private void refresh() {
    long due = nextLook.get();
    long now = clock.nanoTime();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK_AGAIN.toNanos())) {
      look();
    }
  }

  private void look() {
    KeysFile.Stamp seen = stampNow();
    if (Objects.equals(seen, stamp)) {
      return;
    }
    stamp = seen;
    try {
      pairs = read(file);
      LOG.log(Level.INFO, "The access keys have changed");
    } catch (IOException unreadable) {
      LOG.log(Level.WARNING, "The changed file of access keys is ignored", unreadable);
    }
  }

  /** Null if there is no file any more; reading it will say so. */
  private KeysFile.@Nullable Stamp stampNow() {
    try {
      return file.stamp();
    } catch (IOException gone) {
      return null;
    }
  }

  /** A pair of the form that AWS's have. */
  private static Credentials fresh(RandomGenerator random) {
    byte[] secret = new byte[30];
    random.nextBytes(secret);
    return Credentials.of(
        AccessKeyIds.fresh("AKIA", random), Base64.getEncoder().encodeToString(secret));
  }
}
