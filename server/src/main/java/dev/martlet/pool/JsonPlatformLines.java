package dev.martlet.pool;

import dev.martlet.model.RequestId;
import java.time.Instant;

/**
 * {@code platform.start} and {@code platform.report} as JSON. No value in them needs escaping but
 * the error's type, which a function chooses.
 */
final class JsonPlatformLines implements PlatformLines {
  @Override
  public String start(RequestId id, String version, Instant now) {
    return event(now, "platform.start", id) + ",\"version\":\"" + version + "\"}}";
  }

  @Override
  public String end(RequestId id) {
    return "";
  }

  @Override
  public String report(Report report, Instant now) {
    StringBuilder line = new StringBuilder(event(now, "platform.report", report.id()));
    line.append(",\"metrics\":{\"durationMs\":").append(millis(report));
    line.append(",\"billedDurationMs\":").append(report.phases().billedMillis());
    line.append(",\"memorySizeMB\":").append(report.memory().toMegabytes());
    line.append(",\"maxMemoryUsedMB\":").append(report.peakMegabytes());
    if (report.phases().coldStart()) {
      line.append(",\"initDurationMs\":");
      line.append(PlatformLines.millis(report.phases().cold().init()));
    }
    line.append("},\"status\":\"");
    if (report.failure() instanceof Report.Failure(String status, String type)) {
      line.append(status).append('"');
      if (!type.isEmpty()) {
        line.append(",\"errorType\":").append(JsonText.quoted(type));
      }
    } else {
      line.append("success\"");
    }
    return line.append("}}").toString();
  }

  private static String millis(Report report) {
    return PlatformLines.millis(report.phases().run());
  }

  private static String event(Instant now, String type, RequestId id) {
    return "{\"time\":\"%s\",\"type\":\"%s\",\"record\":{\"requestId\":\"%s\""
        .formatted(now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS), type, id);
  }
}
