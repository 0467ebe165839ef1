package dev.martlet.logs;

import dev.martlet.model.Call;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How requests name a log group: by its name, or by an identifier that is a name or an ARN. */
final class GroupNames {
  private static final Pattern ARN =
      Pattern.compile("arn:[^:]+:logs:([^:]*):([^:]*):log-group:([^:]+)(?::\\*)?");
  private static final Pattern NAME = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");

  private GroupNames() {}

  /** The group that a request names by exactly one of two members. */
  static GroupId of(Call call, @Nullable String name, @Nullable String identifier) {
    if (name != null && identifier != null) {
      throw Refusals.invalidParameter(
          "LogGroupName and LogGroupIdentifier are mutually exclusive parameters.");
    }
    if (name != null) {
      return of(call, name);
    }
    if (identifier != null) {
      return of(call, identifier);
    }
    throw Refusals.invalidParameter(
        "Either LogGroupName or LogGroupIdentifier must be specified in the request.");
  }

  /** The group with a name or an ARN. */
  static GroupId of(Call call, String identifier) {
    Matcher arn = ARN.matcher(identifier);
    String name = arn.matches() ? arn.group(3) : identifier;
    boolean elsewhere =
        arn.matches()
            && !(arn.group(1).equals(call.region().name())
                && arn.group(2).equals(call.account().digits()));
    if (elsewhere) {
      throw Refusals.noSuchGroup();
    }
    if (!NAME.matcher(name).matches()) {
      throw Refusals.invalidParameter("Invalid log group name or ARN: " + identifier);
    }
    return new GroupId(call.account(), call.region(), name);
  }
}
