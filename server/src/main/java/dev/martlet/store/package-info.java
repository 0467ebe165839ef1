/**
 * Durable state: SQL in two dialects, content-addressed files, the data directory.
 *
 * <p>Implements the ports {@code MetaStore} and {@code BlobStore} of {@code model}; only {@code
 * app} names this package, and it must not know what the records it keeps mean. On SQLite all SQL
 * runs on one thread, {@code martlet-sqlite}; callers wait for it. On PostgreSQL it runs on the
 * caller's thread with a pooled connection.
 */
@NullMarked
package dev.martlet.store;

import org.jspecify.annotations.NullMarked;
