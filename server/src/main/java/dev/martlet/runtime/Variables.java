package dev.martlet.runtime;

import dev.martlet.model.FunctionVersion;
import dev.martlet.model.RoleCredentials;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables of a function's process, as AWS documents them: defaults that the user may
 * override, the user's own, then the reserved ones.
 */
final class Variables {
  // AWS's list. /lib64 before the task's folders: a library in the zip does not replace libc.
  private static final String LIBRARIES =
      "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "PATH", "/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin",
          "LD_LIBRARY_PATH", LIBRARIES,
          // AWS says en_US.UTF-8, which a host need not have; this one is part of the C library.
          "LANG", "C.UTF-8",
          "TZ", ":UTC",
          "PWD", RuntimeCommand.TASK_ROOT,
          "AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");

  private Variables() {}

  static Map<String, String> of(
      Language language,
      FunctionVersion function,
      String logStream,
      RoleCredentials.Temporary credentials) {
    Map<String, String> variables = new HashMap<>(DEFAULTS);
    variables.putAll(language.variables(function.runtime()));
    if (function.log().json()) {
      // AWS's default level, by which runtimes leave lines out. In text all are written.
      variables.put("AWS_LAMBDA_LOG_LEVEL", "INFO");
    }
    variables.putAll(function.environment());
    variables.putAll(reserved(function, logStream));
    variables.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    variables.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    variables.put("AWS_SESSION_TOKEN", credentials.sessionToken());
    if (language == Language.CUSTOM) {
      variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + RuntimeApi.PORT);
      // AWS defines it for its own runtimes only.
      variables.remove("AWS_EXECUTION_ENV");
    }
    return variables;
  }

  private static Map<String, String> reserved(FunctionVersion function, String logStream) {
    String region = function.arn().region().name();
    Map<String, String> reserved = new HashMap<>();
    reserved.put("_HANDLER", function.handler());
    reserved.put("AWS_REGION", region);
    reserved.put("AWS_DEFAULT_REGION", region);
    reserved.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
    reserved.put("AWS_LAMBDA_FUNCTION_NAME", function.arn().name());
    reserved.put("AWS_LAMBDA_FUNCTION_VERSION", function.version());
    reserved.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Long.toString(function.memory().toMegabytes()));
    reserved.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    reserved.put("AWS_LAMBDA_LOG_FORMAT", function.log().json() ? "JSON" : "Text");
    reserved.put("AWS_LAMBDA_LOG_GROUP_NAME", function.log().group());
    reserved.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream);
    reserved.put("LAMBDA_TASK_ROOT", RuntimeCommand.TASK_ROOT);
    reserved.put("LAMBDA_RUNTIME_DIR", RuntimeCommand.RUNTIME_ROOT);
    return reserved;
  }
}
