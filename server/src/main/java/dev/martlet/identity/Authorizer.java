package dev.martlet.identity;

import dev.martlet.model.AccountId;
import dev.martlet.model.Principal;
import java.util.Map;

/** Decides who may do what. Safe for all threads; must be quick. */
@FunctionalInterface
public interface Authorizer {
  /**
   * Decides about one action.
   *
   * @param action the IAM action, {@code lambda:InvokeFunction}
   * @param resource the ARN it is about, {@code *} where it is about none
   * @param conditions what policies may ask for, by condition key: {@code aws:SourceIp}
   */
  Decision decide(Principal caller, String action, String resource, Map<String, String> conditions);

  /** What was decided. */
  sealed interface Decision {
    /** The caller may. */
    record Allowed() implements Decision {}

    /**
     * The caller may not.
     *
     * @param message AWS's wording, for the caller
     */
    record Denied(String message) implements Decision {}
  }

  /** Allows an account's own principals everything and everybody else nothing. */
  static Authorizer ownerOnly(AccountId account) {
    Decision allowed = new Decision.Allowed();
    return (caller, action, resource, conditions) ->
        caller.account().equals(account)
            ? allowed
            : new Decision.Denied(
                "User: "
                    + caller.arn()
                    + " is not authorized to perform: "
                    + action
                    + " on resource: "
                    + resource);
  }
}
