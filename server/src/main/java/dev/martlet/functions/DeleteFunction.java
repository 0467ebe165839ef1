package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Call;
import dev.martlet.wire.shape.lambda.DeleteFunctionRequest;
import dev.martlet.wire.shape.lambda.DeleteFunctionResponse;

/** {@code DeleteFunction}. Its code is swept later. */
final class DeleteFunction {
  private final Functions functions;
  private final Dispatch dispatch;

  DeleteFunction(Functions functions, Dispatch dispatch) {
    this.functions = functions;
    this.dispatch = dispatch;
  }

  DeleteFunctionResponse delete(Call call, DeleteFunctionRequest request) {
    Target target = Target.of(call, request.functionName(), request.qualifier());
    if (target.qualified()) {
      throw Refusal.invalid(
          "$LATEST version cannot be deleted without deleting the function. Leave Qualifier out.");
    }
    while (true) {
      Known seen =
          functions.find(target.arn()).orElseThrow(() -> Refusal.notFound(target.arn().toString()));
      switch (functions.delete(seen)) {
        case Functions.Done() -> {
          dispatch.deleted(target.arn());
          return DeleteFunctionResponse.builder().statusCode(204).build();
        }
        case Functions.Overtaken() -> {}
      }
    }
  }
}
