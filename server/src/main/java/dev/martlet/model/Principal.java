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

  /**
   * Who acts as a role for a while.
   *
   * @param role its name, without its path
   * @param name of the session: that of a function for its processes
   */
  public static Principal session(AccountId account, String role, String name) {
    String arn = "arn:aws:sts::" + account + ":assumed-role/" + role + "/" + name;
    // Roles have no ids of their own yet; theirs would stand in place of the name.
    return new Principal(account, arn, role + ":" + name);
  }

  /** Whether it is the account itself. */
  public boolean isRoot() {
    return equals(root(account));
  }
}
