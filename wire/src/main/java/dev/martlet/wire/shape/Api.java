package dev.martlet.wire.shape;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a service models.
 *
 * @param operations every operation that AWS has, also those we do not implement
 * @param errors by code: the modelled ones, and the common ones that no model has
 */
public record Api(Service service, List<Entry> operations, Map<String, ErrorShape> errors) {
  public Api {
    operations = List.copyOf(operations);
    errors = Map.copyOf(errors);
  }

  /**
   * A modelled operation.
   *
   * @param action the IAM action that it needs
   * @param operation null while we do not implement it: answered by 501 and its name
   */
  public record Entry(
      String name, HttpBinding http, String action, @Nullable Operation<?, ?> operation) {}

  /**
   * The error with this code.
   *
   * @throws IllegalArgumentException if the service has none: a mistake of the program
   */
  public ErrorShape error(String code) {
    ErrorShape error = errors.get(code);
    if (error == null) {
      throw new IllegalArgumentException(service.name() + " models no error " + code);
    }
    return error;
  }
}
