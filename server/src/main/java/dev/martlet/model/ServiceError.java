package dev.martlet.model;

import java.util.Map;

/**
 * An operation handler's refusal, the only exception that crosses a wall. The pipeline turns it
 * into the modelled error shape of that code, whose status comes from the model or its overlay.
 */
public final class ServiceError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is. */
  public enum Fault {
    CLIENT,
    PLATFORM
  }

  private final Fault fault;
  private final String code;
  private final transient Map<String, String> members;

  private ServiceError(Fault fault, String code, String message, Map<String, String> members) {
    // Refusals are answers, not accidents: no stack trace is taken.
    super(message, null, false, false);
    this.fault = fault;
    this.code = code;
    this.members = Map.copyOf(members);
  }

  /** The caller must change something: {@code code} is the modelled error shape's name. */
  public static ServiceError client(String code, String message) {
    return new ServiceError(Fault.CLIENT, code, message, Map.of());
  }

  /** The same, with modelled members beside the message, by their wire names. */
  public static ServiceError client(String code, String message, Map<String, String> members) {
    return new ServiceError(Fault.CLIENT, code, message, members);
  }

  /** The platform is at fault; {@code message} says nothing of its insides. */
  public static ServiceError platform(String code, String message) {
    return new ServiceError(Fault.PLATFORM, code, message, Map.of());
  }

  public Fault fault() {
    return fault;
  }

  public String code() {
    return code;
  }

  /** Modelled members beside the message, by their wire names. */
  public Map<String, String> members() {
    return members;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
