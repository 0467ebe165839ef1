package dev.martlet.functions;

import dev.martlet.model.AccountId;
import dev.martlet.model.Call;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Region;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which function a request is about: a name, a partial or a full ARN, with or without a qualifier.
 *
 * @param named the qualifier, null if the request named none: answers show it in the ARN
 */
record Target(FunctionArn arn, @Nullable String named) {
  // "to-us-1:live" begins with no region: behind one stands an account or "function".
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:arn:aws[a-zA-Z-]*:lambda:)?"
              + "(?:(?<region>[a-z]{2}[a-z0-9-]*-\\d+):(?=\\d{12}:|function:))?"
              + "(?:(?<account>\\d{12}):)?(?:function:)?+(?<name>[a-zA-Z0-9-_]{1,64})"
              + "(?::(?<qualifier>[a-zA-Z0-9$_.-]+))?");

  /**
   * @param text the member {@code FunctionName}
   * @param qualifier the member {@code Qualifier}
   */
  static Target of(Call call, String text, @Nullable String qualifier) {
    if (qualifier == null && FunctionArn.isName(text)) {
      // The usual way to name a function, once per invocation: not worth a pattern.
      return new Target(new FunctionArn(call.region(), call.account(), text), null);
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
    FunctionArn arn =
        new FunctionArn(
            region(call, parts.group("region")),
            account(call, parts.group("account")),
            parts.group("name"));
    return new Target(arn, own == null ? qualifier : own);
  }

  /** Of an operation on a function as a whole, which takes no version of it. */
  static Target whole(Call call, String text) {
    Target target = of(call, text, null);
    if (!target.id().isLatest()) {
      throw Refusal.invalid(
          "This operation is permitted on Lambda functions only. Aliases and versions do not"
              + " support this operation. Please specify either a function name or an unqualified"
              + " function ARN.");
    }
    return target;
  }

  String qualifier() {
    return named == null ? FunctionVersion.LATEST : named;
  }

  /** The version, if it is one that is named. */
  VersionId id() {
    return new VersionId(arn, qualifier());
  }

  /** The ARN as answers to this request show it. */
  String shown() {
    return named == null ? arn.toString() : arn.qualified(named);
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
