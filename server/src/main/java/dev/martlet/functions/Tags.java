package dev.martlet.functions;

import dev.martlet.model.Call;
import dev.martlet.wire.shape.Unit;
import dev.martlet.wire.shape.lambda.ListTagsRequest;
import dev.martlet.wire.shape.lambda.ListTagsResponse;
import dev.martlet.wire.shape.lambda.TagResourceRequest;
import dev.martlet.wire.shape.lambda.UntagResourceRequest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The operations on tags. Only functions as a whole have some; as on AWS, changing them changes the
 * function's revision.
 */
final class Tags {
  private final Functions functions;
  private final Rules rules;
  private final Supplier<String> revisions;

  Tags(Functions functions, Rules rules, Supplier<String> revisions) {
    this.functions = functions;
    this.rules = rules;
    this.revisions = revisions;
  }

  Unit tag(Call call, TagResourceRequest request) {
    if (request.tags().isEmpty()) {
      throw Refusal.invalid("Tags: there is none to add, and the request cannot be processed.");
    }
    return change(tagged(call, request.resource()), tags -> tags.putAll(request.tags()));
  }

  Unit untag(Call call, UntagResourceRequest request) {
    return change(
        tagged(call, request.resource()), tags -> request.tagKeys().forEach(tags::remove));
  }

  ListTagsResponse list(Call call, ListTagsRequest request) {
    return new ListTagsResponse(
        functions.latest(tagged(call, request.resource()).arn()).function().whole().tags());
  }

  private Unit change(Target target, Consumer<Map<String, String>> step) {
    String revision = revisions.get();
    var _ =
        functions.change(
            target.arn(),
            function -> {
              SortedMap<String, String> tags = new TreeMap<>(function.whole().tags());
              step.accept(tags);
              rules.checkTags(tags);
              return tags.equals(function.whole().tags())
                  ? function
                  : function.with(function.whole().retagged(tags), revision);
            });
    return Unit.VALUE;
  }

  private static Target tagged(Call call, String resource) {
    if (!resource.contains(":function:")) {
      throw Refusal.user("ResourceNotFoundException", "Resource not found: " + resource);
    }
    Target target = Target.of(call, resource, null);
    if (target.named() != null) {
      throw Refusal.invalid(
          "Tags on function aliases and versions are not supported. Please specify a function"
              + " ARN.");
    }
    return target;
  }
}
