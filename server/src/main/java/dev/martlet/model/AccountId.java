package dev.martlet.model;

/** The 12-digit number of an account. */
public record AccountId(String digits) {
  public AccountId {
    if (digits.length() != 12 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("An account id has 12 digits: " + digits);
    }
  }

  @Override
  public String toString() {
    return digits;
  }
}
