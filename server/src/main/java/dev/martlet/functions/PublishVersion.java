package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Call;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.PublishVersionRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code PublishVersion}. */
final class PublishVersion {
  private static final Set<String> HONOURED =
      Set.of("FunctionName", "CodeSha256", "Description", "RevisionId");

  private final Change change;
  private final Publisher publisher;
  private final Shown shown;

  PublishVersion(Change change, Publisher publisher, Shown shown) {
    this.change = change;
    this.publisher = publisher;
    this.shown = shown;
  }

  FunctionConfiguration publish(Call call, PublishVersionRequest request) {
    UnsupportedMembers.refuse(PublishVersionRequest.SHAPE, request, HONOURED);
    Target target = Target.whole(call, request.functionName());
    while (true) {
      Known seen = change.seen(target, request.revisionId());
      check(seen.function(), request.codeSha256());
      Optional<Function> version = publisher.publish(seen, seen.function(), request.description());
      if (version.isPresent()) {
        return shown.of(version.get(), version.get().id().toString());
      }
    }
  }

  private static void check(Function latest, @Nullable String codeSha256) {
    if (!latest.settled()) {
      throw Refusal.failed();
    }
    String current = latest.wanted().code().digest().base64();
    if (codeSha256 != null && !codeSha256.isEmpty() && !codeSha256.equals(current)) {
      throw Refusal.invalid(
          "CodeSHA256 ("
              + codeSha256
              + ") is different from current CodeSHA256 in $LATEST ("
              + current
              + "). Please try again with the CodeSHA256 in $LATEST.");
    }
  }
}
