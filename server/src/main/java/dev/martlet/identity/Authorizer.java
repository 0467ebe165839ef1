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

  /**
   * Allows the account itself everything and everybody else nothing: the sessions of its roles have
   * no policies yet, and whoever has no policy may do nothing.
   */
  static Authorizer ownerOnly(AccountId account) {
    Decision allowed = new Decision.Allowed();
    return (caller, action, resource, conditions) ->
        caller.equals(Principal.root(account))
            ? allowed
            : new Decision.Denied(denial(account, caller, action, resource));
  }

  private static String denial(
      AccountId account, Principal caller, String action, String resource) {
    String denial =
        "User: %s is not authorized to perform: %s on resource: %s"
            .formatted(caller.arn(), action, resource);
    return caller.account().equals(account)
        ? denial + " because no identity-based policy allows the " + action + " action"
        : denial;
  }
}
