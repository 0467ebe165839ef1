package dev.martlet.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives each handshake the pair that is current when it begins. A handshake asks for a name first
 * and then for the chain and the key under it, and the pair may change in between: so each pair has
 * a name of its own, and the one before stays known.
 */
final class CurrentKeys extends X509ExtendedKeyManager {
  private final Certificates certificates;
  private volatile List<Named> known;
  private int count;

  private record Named(String name, CertifiedKey pair) {}

  CurrentKeys(Certificates certificates) {
    this.certificates = certificates;
    this.known = List.of(new Named("0", certificates.current()));
  }

  private Named latest() {
    CertifiedKey pair = certificates.current();
    Named last = known.getFirst();
    return last.pair().equals(pair) ? last : name(pair);
  }

  private synchronized Named name(CertifiedKey pair) {
    Named last = known.getFirst();
    if (!last.pair().equals(pair)) {
      known = List.of(new Named(Integer.toString(++count), pair), last);
    }
    return known.getFirst();
  }

  private Optional<CertifiedKey> find(String name) {
    return known.stream().filter(each -> each.name().equals(name)).map(Named::pair).findFirst();
  }

  private @Nullable String choose(String keyType) {
    Named latest = latest();
    return latest.pair().key().getAlgorithm().equals(keyType) ? latest.name() : null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String name = choose(keyType);
    return name == null ? null : new String[] {name};
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String name) {
    return find(name).map(pair -> pair.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String name) {
    return find(name).map(CertifiedKey::key).orElse(null);
  }

  /** It is a server's: as a client it has no certificate. */
  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
