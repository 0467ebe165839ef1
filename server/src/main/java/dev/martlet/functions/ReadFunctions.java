package dev.martlet.functions;

import dev.martlet.model.Call;
import dev.martlet.model.FunctionArn;
import dev.martlet.wire.shape.lambda.FunctionCodeLocation;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.FunctionVersion;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import dev.martlet.wire.shape.lambda.GetFunctionResponse;
import dev.martlet.wire.shape.lambda.ListFunctionsRequest;
import dev.martlet.wire.shape.lambda.ListFunctionsResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GetFunction}, {@code GetFunctionConfiguration} and {@code ListFunctions}. */
final class ReadFunctions {
  /** AWS's own: whoever asks for more gets this many and a marker. */
  static final int LONGEST_PAGE = 50;

  private final Functions functions;
  private final Shown shown;
  private final CodeLinks links;

  ReadFunctions(Functions functions, Shown shown, CodeLinks links) {
    this.functions = functions;
    this.shown = shown;
    this.links = links;
  }

  GetFunctionResponse get(Call call, GetFunctionRequest request) {
    Target target = Target.of(call, request.functionName(), request.qualifier());
    Function function = find(target.arn());
    return GetFunctionResponse.builder()
        .configuration(shown.of(function, target.shown()))
        .code(
            FunctionCodeLocation.builder()
                .repositoryType("S3")
                .location(links.link(call, CodeDownload.path(function)))
                .build())
        .tags(function.tags().isEmpty() ? null : function.tags())
        .build();
  }

  FunctionConfiguration configuration(Call call, GetFunctionConfigurationRequest request) {
    Target target = Target.of(call, request.functionName(), request.qualifier());
    return shown.of(find(target.arn()), target.shown());
  }

  private Function find(FunctionArn arn) {
    return functions
        .find(arn)
        .map(Functions.Known::function)
        .orElseThrow(() -> Refusal.notFound(arn.toString()));
  }

  ListFunctionsResponse list(Call call, ListFunctionsRequest request) {
    UnsupportedMembers.refuse(
        ListFunctionsRequest.SHAPE, request, Set.of("FunctionVersion", "Marker", "MaxItems"));
    int max =
        request.maxItems() == null ? LONGEST_PAGE : Math.min(LONGEST_PAGE, request.maxItems());
    // One more than asked for tells whether there is another page.
    List<Function> found =
        functions.list(call.account(), call.region(), name(request.marker()), max + 1);
    List<Function> page = found.subList(0, Math.min(max, found.size()));
    boolean qualified = request.functionVersion() == FunctionVersion.ALL;
    return ListFunctionsResponse.builder()
        .functions(
            page.stream()
                .map(
                    function ->
                        shown.listed(function, new Target(function.arn(), qualified).shown()))
                .toList())
        .nextMarker(found.size() > max ? marker(page.getLast()) : null)
        .build();
  }

  // The marker is the last name shown: what is created or deleted meanwhile moves no page.
  private static String marker(Function last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.arn().name().getBytes(StandardCharsets.US_ASCII));
  }

  private static @Nullable String name(@Nullable String marker) {
    if (marker == null || marker.isEmpty()) {
      return null;
    }
    try {
      String name = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.US_ASCII);
      if (name.matches("[a-zA-Z0-9-_]{1,64}")) {
        return name;
      }
    } catch (IllegalArgumentException notBase64) {
      throw invalidMarker();
    }
    throw invalidMarker();
  }

  private static RuntimeException invalidMarker() {
    return Refusal.invalid("Marker is not one that ListFunctions returned.");
  }
}
