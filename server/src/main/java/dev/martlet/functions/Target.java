package dev.martlet.functions;

import dev.martlet.model.AccountId;
import dev.martlet.model.Call;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which function a request is about: a name, a partial or a full ARN, with or without a qualifier.
 *
 * @param qualified true if the request named the qualifier: then answers show it in the ARN
 */
record Target(FunctionArn arn, boolean qualified) {
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>[a-z]{2}[a-z0-9-]*-\\d+):)?"
              + "(?:(?<account>\\d{12}):)?(?:function:)?+(?<name>[a-zA-Z0-9-_]{1,64})"
              + "(?::(?<qualifier>[a-zA-Z0-9$_.-]+))?");

  /**
   * @param text the member {@code FunctionName}
   * @param qualifier the member {@code Qualifier}
   */
  static Target of(Call call, String text, @Nullable String qualifier) {
    if (qualifier == null && FunctionArn.isName(text)) {
      // The usual way to name a function, once per invocation: not worth a pattern.
      return new Target(new FunctionArn(call.region(), call.account(), text), false);
    }
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      throw Refusal.invalid("FunctionName is neither a name nor an ARN of a function: " + text);
    }
    String own = parts.group("qualifier");
    if (own != null && qualifier != null && !own.equals(qualifier)) {
      throw Refusal.invalid(
          "The derived qualifier from the function name does not match the specified qualifier.");
    }
    String named = own == null ? qualifier : own;
    if (named != null && !named.equals(Release.LATEST)) {
      throw Refusal.invalid(
          "Qualifier " + named + " is not supported here: there is only " + Release.LATEST + ".");
    }
    FunctionArn arn =
        new FunctionArn(
            region(call, parts.group("region")),
            account(call, parts.group("account")),
            parts.group("name"));
    return new Target(arn, named != null);
  }

  /** The ARN as answers to this request show it. */
  String shown() {
    return qualified ? arn.qualified(Release.LATEST) : arn.toString();
  }

  private static Region region(Call call, @Nullable String asked) {
    if (asked != null && !asked.equals(call.region().name())) {
      throw Refusal.unreachableRegion(asked, call.region().name());
    }
    return call.region();
  }

  private static AccountId account(Call call, @Nullable String asked) {
    if (asked != null && !asked.equals(call.account().digits())) {
      throw Refusal.user(
          "AccessDeniedException",
          "User: "
              + call.caller().arn()
              + " is not authorized to reach functions of account "
              + asked);
    }
    return call.account();
  }
}
