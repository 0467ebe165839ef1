package dev.martlet.pool;

import dev.martlet.model.Artifacts;
import dev.martlet.model.Clock;
import dev.martlet.model.LogSink;
import dev.martlet.model.RoleCredentials;
import dev.martlet.model.Runtimes;
import dev.martlet.sandbox.Sandboxes;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * What environments are made from.
 *
 * @param random for ids; safe for all threads
 * @param bootstraps the folder with one folder per language, readable by all
 * @param strictCpu whether functions get processor time by their memory even if more is free
 */
public record EnvironmentParts(
    Clock clock,
    RandomGenerator random,
    Runtimes runtimes,
    Artifacts artifacts,
    RoleCredentials credentials,
    Sandboxes sandboxes,
    LogSink logs,
    Path bootstraps,
    boolean strictCpu) {}
