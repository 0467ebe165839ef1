package dev.martlet.functions;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a page of a list ended: the last place shown, so that no change meanwhile moves a page. */
final class Marker {
  private Marker() {}

  static String after(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The place, null at a list's start.
   *
   * @param shape what places of that list look like; any other text is refused
   */
  static @Nullable String place(@Nullable String marker, Pattern shape) {
    if (marker == null || marker.isEmpty()) {
      return null;
    }
    try {
      String place = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.US_ASCII);
      if (shape.matcher(place).matches()) {
        return place;
      }
    } catch (IllegalArgumentException notBase64) {
      throw invalid();
    }
    throw invalid();
  }

  private static RuntimeException invalid() {
    return Refusal.invalid("Marker is not one that this list returned.");
  }
}
