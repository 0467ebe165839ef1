package dev.martlet.functions;

import dev.martlet.model.FunctionArn;
import dev.martlet.model.ServiceError;
import java.util.Map;

/** The refusals of this service, in AWS's words where it has some. */
final class Refusal {
  private static final Map<String, String> USER = Map.of("Type", "User");

  private Refusal() {}

  static ServiceError notFound(String resource) {
    return user("ResourceNotFoundException", "Function not found: " + resource);
  }

  static ServiceError unreachableRegion(String asked, String here) {
    return user(
        "ResourceNotFoundException",
        "Functions from '" + asked + "' are not reachable in this region ('" + here + "')");
  }

  static ServiceError invalid(String message) {
    return user("InvalidParameterValueException", message);
  }

  /** A modelled member that we cannot honour yet, and will not drop in silence. */
  static ServiceError unsupported(String member) {
    return invalid(member + " is not supported here: leave it out.");
  }

  static ServiceError exists(String name) {
    return user("ResourceConflictException", "Function already exist: " + name);
  }

  static ServiceError pending() {
    return user(
        "ResourceConflictException",
        "The operation cannot be performed at this time. The function is currently in the "
            + "following state: Pending");
  }

  static ServiceError failed() {
    return user(
        "ResourceConflictException",
        "The operation cannot be performed at this time. The function is currently in the "
            + "following state: Failed");
  }

  static ServiceError updating(FunctionArn arn) {
    return user(
        "ResourceConflictException",
        "The operation cannot be performed at this time. An update is in progress for resource: "
            + arn);
  }

  static ServiceError wrongRevision() {
    return user(
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the"
            + " GetFunction/GetAlias API to retrieve the latest Revision Id");
  }

  static ServiceError tooLarge(String message) {
    return ServiceError.client("RequestEntityTooLargeException", message);
  }

  static ServiceError user(String code, String message) {
    return ServiceError.client(code, message, USER);
  }

  static ServiceError platform(String message) {
    return ServiceError.platform("ServiceException", message);
  }
}
