package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import org.jspecify.annotations.Nullable;

/** What a handler is told beside the event. */
final class InvocationContext implements Context {
  private final Settings settings;
  private final LambdaLogger logger;
  private final long deadline;
  private final String requestId;
  private final String arn;
  private final String trace;
  private final @Nullable ClientContext client;

  private InvocationContext(Settings settings, LambdaLogger logger, long deadline, String[] texts) {
    this.settings = settings;
    this.logger = logger;
    this.deadline = deadline;
    this.requestId = texts[0];
    this.arn = texts[1];
    this.trace = texts[2];
    this.client = texts[3].isEmpty() ? null : CallerContext.decode(texts[3]);
  }

  static InvocationContext of(Frame event, Settings settings, LambdaLogger logger) {
    return new InvocationContext(settings, logger, event.headNumber(), event.headText(Long.BYTES));
  }

  @Override
  public String getAwsRequestId() {
    return requestId;
  }

  @Override
  public String getLogGroupName() {
    return settings.logGroup();
  }

  @Override
  public String getLogStreamName() {
    return settings.logStream();
  }

  @Override
  public String getFunctionName() {
    return settings.functionName();
  }

  @Override
  public String getFunctionVersion() {
    return settings.functionVersion();
  }

  @Override
  public String getInvokedFunctionArn() {
    return arn;
  }

  @Override
  public @Nullable CognitoIdentity getIdentity() {
    return null;
  }

  @Override
  public @Nullable ClientContext getClientContext() {
    return client;
  }

  @Override
  public int getRemainingTimeInMillis() {
    return (int) Math.max(0, deadline - System.currentTimeMillis());
  }

  @Override
  public int getMemoryLimitInMB() {
    return settings.memoryMegabytes();
  }

  @Override
  public LambdaLogger getLogger() {
    return logger;
  }

  /** The trace header; empty if the event has none. */
  @Override
  public String getXrayTraceId() {
    return trace;
  }
}
