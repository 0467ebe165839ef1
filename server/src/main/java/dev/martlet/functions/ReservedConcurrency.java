package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Call;
import dev.martlet.wire.shape.Unit;
import dev.martlet.wire.shape.lambda.Concurrency;
import dev.martlet.wire.shape.lambda.DeleteFunctionConcurrencyRequest;
import dev.martlet.wire.shape.lambda.GetFunctionConcurrencyRequest;
import dev.martlet.wire.shape.lambda.GetFunctionConcurrencyResponse;
import dev.martlet.wire.shape.lambda.PutFunctionConcurrencyRequest;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The operations on reserved concurrency. They hold for the next invocation. */
final class ReservedConcurrency {
  private final Functions functions;
  private final Host host;

  ReservedConcurrency(Functions functions, Host host) {
    this.functions = functions;
    this.host = host;
  }

  Concurrency put(Call call, PutFunctionConcurrencyRequest request) {
    Target target = Target.whole(call, request.functionName());
    int asked = request.reservedConcurrentExecutions();
    while (true) {
      long ledger = functions.ledger(target.arn().account());
      Known seen = functions.latest(target.arn());
      Whole whole = seen.function().whole();
      if (asked > whole.reserved().orElse(0)) {
        checkRest(functions.reservations().others(target.arn()) + (long) asked);
      }
      Function next = seen.function().with(whole.reserving(OptionalInt.of(asked)));
      if (functions.reserve(seen, next, ledger) instanceof Functions.Done) {
        return new Concurrency(asked);
      }
    }
  }

  private void checkRest(long reserved) {
    if (host.concurrency() - reserved < host.leastUnreserved()) {
      throw Refusal.invalid(
          "Specified ReservedConcurrentExecutions for function decreases account's"
              + " UnreservedConcurrentExecution below its minimum value of ["
              + host.leastUnreserved()
              + "].");
    }
  }

  GetFunctionConcurrencyResponse get(Call call, GetFunctionConcurrencyRequest request) {
    Target target = Target.whole(call, request.functionName());
    return new GetFunctionConcurrencyResponse(
        shown(functions.latest(target.arn()).function().whole()));
  }

  /** As on AWS, a reservation that is not there is as good as deleted. */
  Unit delete(Call call, DeleteFunctionConcurrencyRequest request) {
    Target target = Target.whole(call, request.functionName());
    var _ =
        functions.change(
            target.arn(),
            function -> function.with(function.whole().reserving(OptionalInt.empty())));
    return Unit.VALUE;
  }

  /** The reservation as answers show it, null for none. */
  static @Nullable Integer shown(Whole whole) {
    return whole.reserved().isPresent() ? whole.reserved().getAsInt() : null;
  }
}
