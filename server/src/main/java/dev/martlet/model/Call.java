package dev.martlet.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of an API operation, as the pipeline hands it to a handler.
 *
 * @param account whose resources the call is about
 * @param region the region the call was signed for
 * @param caller who makes it
 * @param requestId the id that the answer and the platform's log carry
 * @param arrival when its head was read
 * @param arrivalNanos the same moment on {@link Clock#nanoTime}
 * @param endpoint scheme, host and port the caller used, for links in answers: {@code
 *     http://127.0.0.1:4566}
 * @param traceHeader the {@code X-Amzn-Trace-Id} that came with it, if any
 */
public record Call(
    AccountId account,
    Region region,
    Principal caller,
    RequestId requestId,
    Instant arrival,
    long arrivalNanos,
    String endpoint,
    @Nullable String traceHeader) {}
