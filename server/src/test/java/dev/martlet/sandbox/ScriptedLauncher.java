package dev.martlet.sandbox;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A launcher that dies when it is killed, ends when a test says so, and remembers how it was told.
 */
final class ScriptedLauncher extends Process {
  final List<String> told = new CopyOnWriteArrayList<>();
  private volatile boolean alive = true;

  void end() {
    alive = false;
  }

  @Override
  public void destroy() {
    told.add("end");
  }

  @Override
  public Process destroyForcibly() {
    told.add("die");
    end();
    return this;
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public OutputStream getOutputStream() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public InputStream getInputStream() {
    return InputStream.nullInputStream();
  }

  @Override
  public InputStream getErrorStream() {
    return InputStream.nullInputStream();
  }

  @Override
  public int waitFor() {
    throw new AssertionError("Nobody waits for it without a bound");
  }

  @Override
  public int exitValue() {
    return 0;
  }
}
