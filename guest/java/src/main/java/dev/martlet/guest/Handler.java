package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.InputStream;
import java.io.OutputStream;

/** Any function, reduced to streams; like {@code RequestStreamHandler}, but it may throw all. */
interface Handler {
  /** Reads the event from {@code input}, and writes the answer to {@code output}. */
  void handle(InputStream input, OutputStream output, Context context) throws Throwable;
}
