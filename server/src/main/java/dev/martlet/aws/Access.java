package dev.martlet.aws;

import dev.martlet.model.AccountId;
import dev.martlet.model.Region;
import java.util.List;

/**
 * Whom the pipeline lets in.
 *
 * @param account whose resources all calls are about
 * @param regions that calls may be signed for; the first is that of unsigned calls
 * @param anybody whether any credentials, or none, do: for development, on loopback only
 */
public record Access(AccountId account, List<Region> regions, boolean anybody) {
  public Access {
    regions = List.copyOf(regions);
    if (regions.isEmpty()) {
      throw new IllegalArgumentException("There is at least one region");
    }
  }
}
