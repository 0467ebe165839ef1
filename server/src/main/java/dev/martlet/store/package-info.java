/**
 * Durable state: SQL in two dialects, content-addressed files, the data directory.
 *
 * <p>Implements the ports {@code MetaStore} and {@code BlobStore} of {@code model} and {@code
 * EventQueue} of {@code dispatch}; only {@code app} names this package, and it must not know what
 * it keeps means. On SQLite all SQL runs on one thread, {@code martlet-sqlite}; callers wait for
 * it. On PostgreSQL it runs on the caller's thread with a pooled connection, and {@code
 * martlet-database}, a virtual thread, looks after the right to it.
 */
@NullMarked
package dev.martlet.store;

import org.jspecify.annotations.NullMarked;
