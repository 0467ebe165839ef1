package dev.martlet.model;

/**
 * Who makes a call, once authenticated.
 *
 * @param account the account it belongs to
 * @param arn its ARN, such as {@code arn:aws:iam::000000000000:root}
 * @param id its unique id as STS shows it: the account's for the root principal
 */
public record Principal(AccountId account, String arn, String id) {
  /** The account's own principal. */
  public static Principal root(AccountId account) {
    return new Principal(account, "arn:aws:iam::" + account + ":root", account.digits());
  }
}
