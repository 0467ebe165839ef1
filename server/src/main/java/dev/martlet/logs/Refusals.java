package dev.martlet.logs;

import dev.martlet.model.ServiceError;

/** The errors of CloudWatch Logs, in its words. */
final class Refusals {
  private Refusals() {}

  static ServiceError noSuchGroup() {
    return ServiceError.client(
        "ResourceNotFoundException", "The specified log group does not exist.");
  }

  static ServiceError noSuchStream() {
    return ServiceError.client(
        "ResourceNotFoundException", "The specified log stream does not exist.");
  }

  static ServiceError invalidParameter(String message) {
    return ServiceError.client("InvalidParameterException", message);
  }

  static ServiceError invalidToken() {
    return invalidParameter("The specified nextToken is invalid.");
  }

  static ServiceError notImplemented(String message) {
    return ServiceError.client("NotImplementedException", message);
  }
}
