package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.serialization.factories.GsonFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A caller's client context. The fields are filled by name, from the caller's JSON. */
final class CallerContext implements ClientContext {
  private @Nullable CallersClient client;
  private @Nullable Map<String, String> custom;
  private @Nullable Map<String, String> env;

  static CallerContext decode(String json) {
    return GsonFactory.getInstance().getSerializer(CallerContext.class).fromJson(json);
  }

  @Override
  public @Nullable Client getClient() {
    return client;
  }

  @Override
  public @Nullable Map<String, String> getCustom() {
    return custom;
  }

  @Override
  public @Nullable Map<String, String> getEnvironment() {
    return env;
  }
}
