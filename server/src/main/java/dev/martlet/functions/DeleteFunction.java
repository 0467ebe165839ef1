package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Call;
import dev.martlet.model.FunctionVersion;
import dev.martlet.wire.shape.lambda.DeleteFunctionRequest;
import dev.martlet.wire.shape.lambda.DeleteFunctionResponse;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code DeleteFunction}, of a whole function or of one version. Its code is swept later. */
final class DeleteFunction {
  private static final System.Logger LOG = System.getLogger(DeleteFunction.class.getName());
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int NO_CONTENT = 204;

  private final Functions functions;
  private final Dispatch dispatch;

  DeleteFunction(Functions functions, Dispatch dispatch) {
    this.functions = functions;
    this.dispatch = dispatch;
  }

  DeleteFunctionResponse delete(Call call, DeleteFunctionRequest request) {
    Target target = Target.of(call, request.functionName(), request.qualifier());
    if (target.named() == null) {
      deleteWhole(target);
    } else {
      deleteVersion(target, target.named());
    }
    return DeleteFunctionResponse.builder().statusCode(NO_CONTENT).build();
  }

  private void deleteWhole(Target target) {
    while (functions.delete(functions.latest(target.arn())) instanceof Functions.Overtaken) {
      LOG.log(Level.DEBUG, "{0} was changed while it was deleted", target.arn());
    }
    dispatch.deleted(target.arn());
  }

  /** As on AWS, a version that is not there is as good as deleted. */
  private void deleteVersion(Target target, String version) {
    if (version.equals(FunctionVersion.LATEST)) {
      throw Refusal.invalid(
          "$LATEST version cannot be deleted without deleting the function. Leave Qualifier out.");
    }
    if (!NUMBER.matcher(version).matches()) {
      throw Refusal.invalid("Deletion of aliases is not currently supported.");
    }
    while (true) {
      Known latest = functions.latest(target.arn());
      Optional<Known> seen = functions.find(target.id());
      if (seen.isEmpty()) {
        return;
      }
      List<String> aliases = latest.function().whole().aliasesOf(version);
      if (!aliases.isEmpty()) {
        throw Refusal.user(
            "ResourceConflictException",
            "Unable to delete version because the following aliases reference it: " + aliases);
      }
      if (functions.deleteVersion(latest, seen.get()) instanceof Functions.Done) {
        dispatch.deletedVersion(target.arn(), version);
        return;
      }
    }
  }
}
