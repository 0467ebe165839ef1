package dev.martlet.pool;

import dev.martlet.model.RequestId;
import java.time.Instant;

/** {@code START RequestId: …}, {@code END …}, {@code REPORT …}. */
final class TextPlatformLines implements PlatformLines {
  @Override
  public String start(RequestId id, String version, Instant now) {
    return "START RequestId: " + id + " Version: " + version;
  }

  @Override
  public String end(RequestId id) {
    return "END RequestId: " + id;
  }

  @Override
  public String report(Report report, Instant now) {
    StringBuilder line = new StringBuilder(256);
    line.append("REPORT RequestId: ").append(report.id());
    line.append("\tDuration: ").append(PlatformLines.millis(report.phases().run()));
    line.append(" ms\tBilled Duration: ").append(report.phases().billedMillis());
    line.append(" ms\tMemory Size: ").append(report.memory().toMegabytes());
    line.append(" MB\tMax Memory Used: ").append(report.peakMegabytes()).append(" MB\t");
    if (report.phases().coldStart()) {
      line.append("Init Duration: ");
      line.append(PlatformLines.millis(report.phases().cold().init())).append(" ms\t");
    }
    if (report.failure() instanceof Report.Failure(String status, String type)) {
      line.append("Status: ").append(status);
      if (!type.isEmpty()) {
        line.append("\tError Type: ").append(type);
      }
    }
    return line.toString();
  }
}
