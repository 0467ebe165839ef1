package dev.martlet.functions;

import dev.martlet.model.Call;
import dev.martlet.wire.shape.lambda.Concurrency;
import dev.martlet.wire.shape.lambda.FunctionCodeLocation;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.FunctionVersion;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import dev.martlet.wire.shape.lambda.GetFunctionResponse;
import dev.martlet.wire.shape.lambda.ListFunctionsRequest;
import dev.martlet.wire.shape.lambda.ListFunctionsResponse;
import dev.martlet.wire.shape.lambda.ListVersionsByFunctionRequest;
import dev.martlet.wire.shape.lambda.ListVersionsByFunctionResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GetFunction}, {@code GetFunctionConfiguration} and the lists of functions and versions.
 */
final class ReadFunctions {
  /** AWS's own: whoever asks for more gets this many and a marker. */
  static final int LONGEST_PAGE = 50;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,64}");
  private static final Pattern POSITION = Pattern.compile(NAME + "(/0\\d{9})?");

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
    Function function = find(target);
    Whole whole = latest(target).whole();
    SortedMap<String, String> tags = whole.tags();
    return GetFunctionResponse.builder()
        .configuration(shown.of(function, target.shown()))
        .code(
            FunctionCodeLocation.builder()
                .repositoryType("S3")
                .location(links.link(call, CodeDownload.path(function)))
                .build())
        .tags(tags.isEmpty() ? null : tags)
        .concurrency(
            whole.reserved().isPresent() ? new Concurrency(ReservedConcurrency.shown(whole)) : null)
        .build();
  }

  FunctionConfiguration configuration(Call call, GetFunctionConfigurationRequest request) {
    Target target = Target.of(call, request.functionName(), request.qualifier());
    return shown.of(find(target), target.shown());
  }

  private Function find(Target target) {
    String version = functions.alias(target.id()).map(Alias::version).orElseGet(target::qualifier);
    return functions
        .find(new VersionId(target.arn(), version))
        .map(Functions.Known::function)
        .orElseThrow(() -> Refusal.notFound(target.shown()));
  }

  private Function latest(Target target) {
    return functions
        .find(target.arn())
        .map(Functions.Known::function)
        .orElseThrow(() -> Refusal.notFound(target.shown()));
  }

  ListFunctionsResponse list(Call call, ListFunctionsRequest request) {
    UnsupportedMembers.refuse(
        ListFunctionsRequest.SHAPE, request, Set.of("FunctionVersion", "Marker", "MaxItems"));
    int max = page(request.maxItems());
    boolean qualified = request.functionVersion() == FunctionVersion.ALL;
    String after = Marker.place(request.marker(), qualified ? POSITION : NAME);
    // One more than asked for tells whether there is another page.
    List<Function> found =
        qualified
            ? functions.listVersions(call.account(), call.region(), after, max + 1)
            : functions.list(call.account(), call.region(), after, max + 1);
    List<Function> page = found.subList(0, Math.min(max, found.size()));
    return ListFunctionsResponse.builder()
        .functions(
            page.stream()
                .map(it -> shown.listed(it, qualified ? it.id().toString() : it.arn().toString()))
                .toList())
        .nextMarker(next(found, page))
        .build();
  }

  ListVersionsByFunctionResponse listVersions(Call call, ListVersionsByFunctionRequest request) {
    Target target = Target.whole(call, request.functionName());
    Function latest = latest(target);
    int max = page(request.maxItems());
    String after = Marker.place(request.marker(), POSITION);
    List<Function> found = new ArrayList<>();
    if (after == null) {
      found.add(latest);
    }
    found.addAll(functions.versions(target.arn(), number(after), max + 1));
    List<Function> page = found.subList(0, Math.min(max, found.size()));
    return ListVersionsByFunctionResponse.builder()
        .versions(page.stream().map(it -> shown.listed(it, it.id().toString())).toList())
        .nextMarker(next(found, page))
        .build();
  }

  static int page(@Nullable Integer asked) {
    return asked == null ? LONGEST_PAGE : Math.min(LONGEST_PAGE, asked);
  }

  private static @Nullable String next(List<Function> found, List<Function> page) {
    return found.size() > page.size() ? Marker.after(page.getLast().id().position()) : null;
  }

  /** The number at a position, 0 before the first. */
  private static int number(@Nullable String position) {
    int slash = position == null ? -1 : position.indexOf('/');
    return position == null || slash < 0 ? 0 : Integer.parseInt(position.substring(slash + 1));
  }
}
