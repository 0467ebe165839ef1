package dev.martlet.bench;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Something to put under load.
 *
 * @param pid the process whose CPU counts as the server's
 * @param url what to POST to
 * @param body of every request
 * @param headers made anew for each block, because signatures hold for five minutes only
 */
record Contender(
    String name, long pid, URI url, String body, Supplier<Map<String, String>> headers) {}
