package dev.martlet.functions;

import dev.martlet.code.CodeTrees;
import dev.martlet.model.Call;
import dev.martlet.wire.shape.lambda.AccountLimit;
import dev.martlet.wire.shape.lambda.AccountUsage;
import dev.martlet.wire.shape.lambda.GetAccountSettingsRequest;
import dev.martlet.wire.shape.lambda.GetAccountSettingsResponse;
import java.util.List;

/** {@code GetAccountSettings}: what an account may have, and what it has in a region. */
final class AccountSettings {
  private final Functions functions;
  private final Host host;

  AccountSettings(Functions functions, Host host) {
    this.functions = functions;
    this.host = host;
  }

  GetAccountSettingsResponse get(Call call, GetAccountSettingsRequest request) {
    return new GetAccountSettingsResponse(limit(), usage(call));
  }

  private AccountLimit limit() {
    return AccountLimit.builder()
        .totalCodeSize(host.storage().bytes())
        .codeSizeUnzipped(CodeTrees.LARGEST.bytes())
        .codeSizeZipped(CodeIntake.LONGEST.bytes())
        .concurrentExecutions(host.concurrency())
        .unreservedConcurrentExecutions(host.unreserved(functions.reservations().all()))
        .build();
  }

  /** As on AWS, every version counts with its whole archive. */
  private AccountUsage usage(Call call) {
    List<Function> there =
        functions
            .all()
            .filter(it -> it.arn().account().equals(call.account()))
            .filter(it -> it.arn().region().equals(call.region()))
            .toList();
    return AccountUsage.builder()
        .totalCodeSize(there.stream().mapToLong(it -> it.wanted().code().size().bytes()).sum())
        .functionCount(there.stream().filter(it -> it.id().isLatest()).count())
        .build();
  }
}
