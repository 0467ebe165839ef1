package dev.martlet.app;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the platform listens and how.
 *
 * @param address to bind; the wildcard binds every address of the machine
 * @param port to bind; 0 for any free one
 * @param plain whether others than this machine's users may be answered without TLS
 * @param certificate the PEM file of the certificate; TLS is spoken if it and the key are there
 * @param key the PEM file of its key
 */
record Doorstep(
    InetAddress address, int port, boolean plain, Optional<Path> certificate, Optional<Path> key) {

  /** What does not go together; each a line that says what to do. */
  List<String> contradictions(boolean dev) {
    List<String> found = new ArrayList<>();
    if (certificate.isPresent() != key.isPresent()) {
      found.add("tls.cert and tls.key belong together, and only one of them is given.");
    }
    if (certificate.isPresent() && plain) {
      found.add("plain is for those who want no TLS, and tls.cert asks for it: leave one out.");
    }
    if (exposed() && !plain && key.isEmpty()) {
      found.add(
          "listen: "
              + address.getHostAddress()
              + " can be reached from other machines, and without TLS everybody on the way reads"
              + " and repeats what is sent. Give tls.cert and tls.key; or plain, where a proxy or"
              + " a tunnel adds TLS or the network is trusted as a whole.");
    }
    if (!local() && dev) {
      found.add("dev: any credentials are accepted on loopback only, so listen must be loopback.");
    }
    return found;
  }

  /** Whether only this machine's users can reach it. */
  boolean local() {
    return address.isLoopbackAddress();
  }

  /** Whether others can reach it and read along. */
  boolean exposed() {
    return !local() && certificate.isEmpty();
  }

  /** The address for this machine's own users: a wildcard is no address to go to. */
  InetAddress near() {
    return address.isAnyLocalAddress() ? InetAddress.ofLiteral("127.0.0.1") : address;
  }
}
