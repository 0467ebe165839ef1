package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.Client;
import org.jspecify.annotations.Nullable;

/** The client in a client context. The fields have the names of the caller's JSON. */
@SuppressWarnings("MemberName") // filled by name
final class CallersClient implements Client {
  private @Nullable String installation_id;
  private @Nullable String app_title;
  private @Nullable String app_version_name;
  private @Nullable String app_version_code;
  private @Nullable String app_package_name;

  @Override
  public @Nullable String getInstallationId() {
    return installation_id;
  }

  @Override
  public @Nullable String getAppTitle() {
    return app_title;
  }

  @Override
  public @Nullable String getAppVersionName() {
    return app_version_name;
  }

  @Override
  public @Nullable String getAppVersionCode() {
    return app_version_code;
  }

  @Override
  public @Nullable String getAppPackageName() {
    return app_package_name;
  }
}
