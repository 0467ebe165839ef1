package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Call;
import dev.martlet.model.FunctionVersion;
import dev.martlet.wire.shape.Unit;
import dev.martlet.wire.shape.lambda.AliasConfiguration;
import dev.martlet.wire.shape.lambda.AliasRoutingConfiguration;
import dev.martlet.wire.shape.lambda.CreateAliasRequest;
import dev.martlet.wire.shape.lambda.DeleteAliasRequest;
import dev.martlet.wire.shape.lambda.GetAliasRequest;
import dev.martlet.wire.shape.lambda.ListAliasesRequest;
import dev.martlet.wire.shape.lambda.ListAliasesResponse;
import dev.martlet.wire.shape.lambda.UpdateAliasRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operations on aliases. They may be moved at any time, an update in progress included, and
 * lead to what can run: no call fails because an alias is moved.
 */
final class Aliases {
  static final int MOST = 256;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,128}");

  private final Functions functions;
  private final Preparation preparation;
  private final Supplier<String> revisions;

  Aliases(Functions functions, Preparation preparation, Supplier<String> revisions) {
    this.functions = functions;
    this.preparation = preparation;
    this.revisions = revisions;
  }

  AliasConfiguration create(Call call, CreateAliasRequest request) {
    Target target = Target.whole(call, request.functionName());
    Alias alias =
        new Alias(
            request.name(),
            revisions.get(),
            request.functionVersion(),
            Optional.ofNullable(request.description()).orElse(""),
            part(request.routingConfig()));
    return write(target, whole -> added(target, whole, alias));
  }

  private static Alias added(Target target, Whole whole, Alias alias) {
    if (whole.aliases().containsKey(alias.name())) {
      throw Refusal.user(
          "ResourceConflictException", "Alias already exists: " + arn(target, alias.name()));
    }
    if (whole.aliases().size() >= MOST) {
      throw Refusal.user(
          "AliasLimitExceededException", "A function has at most " + MOST + " aliases.");
    }
    return alias;
  }

  AliasConfiguration update(Call call, UpdateAliasRequest request) {
    Target target = Target.whole(call, request.functionName());
    String revision = revisions.get();
    return write(
        target,
        whole -> {
          Alias before = find(target, whole, request.name());
          if (request.revisionId() != null && !request.revisionId().equals(before.revision())) {
            throw Refusal.wrongRevision();
          }
          return new Alias(
              before.name(),
              revision,
              Optional.ofNullable(request.functionVersion()).orElse(before.version()),
              Optional.ofNullable(request.description()).orElse(before.description()),
              request.routingConfig() == null ? before.other() : part(request.routingConfig()));
        });
  }

  AliasConfiguration get(Call call, GetAliasRequest request) {
    Target target = Target.whole(call, request.functionName());
    return shown(
        target, find(target, functions.latest(target.arn()).function().whole(), request.name()));
  }

  /** As on AWS, an alias that is not there is as good as deleted. */
  Unit delete(Call call, DeleteAliasRequest request) {
    Target target = Target.whole(call, request.functionName());
    var _ =
        functions.change(
            target.arn(), function -> function.with(function.whole().withoutAlias(request.name())));
    return Unit.VALUE;
  }

  ListAliasesResponse list(Call call, ListAliasesRequest request) {
    Target target = Target.whole(call, request.functionName());
    String after = Marker.place(request.marker(), NAME);
    String version = request.functionVersion();
    int max = ReadFunctions.page(request.maxItems());
    List<Alias> found =
        functions.latest(target.arn()).function().whole().aliases().values().stream()
            .filter(alias -> after == null || alias.name().compareTo(after) > 0)
            .filter(alias -> version == null || alias.versions().contains(version))
            .limit(max + 1L)
            .toList();
    List<Alias> page = found.subList(0, Math.min(max, found.size()));
    return ListAliasesResponse.builder()
        .aliases(page.stream().map(alias -> shown(target, alias)).toList())
        .nextMarker(found.size() > max ? Marker.after(page.getLast().name()) : null)
        .build();
  }

  /** Writes the alias that {@code step} makes, if the versions it leads to are there and stay. */
  private AliasConfiguration write(Target target, java.util.function.Function<Whole, Alias> step) {
    while (true) {
      Known seen = functions.latest(target.arn());
      Alias alias = step.apply(seen.function().whole());
      check(alias);
      List<Known> versions =
          alias.versions().stream().map(version -> version(target, version)).toList();
      Function next = seen.function().with(seen.function().whole().with(alias));
      if (functions.replace(seen, next, versions) instanceof Functions.Done) {
        return shown(target, alias);
      }
    }
  }

  /** A version that can run: one that was published a moment ago is made ready here and now. */
  private Known version(Target target, String version) {
    VersionId id = new VersionId(target.arn(), version);
    if (functions.find(id).flatMap(it -> it.function().serving()).isEmpty()) {
      preparation.prepare(id);
    }
    Known found = functions.find(id).orElseThrow(() -> Refusal.notFound(id.toString()));
    if (found.function().serving().isEmpty()) {
      throw found.function().unfinished() ? Refusal.pending() : Refusal.failed();
    }
    return found;
  }

  private static void check(Alias alias) {
    alias
        .other()
        .ifPresent(
            part -> {
              if (alias.version().equals(FunctionVersion.LATEST)) {
                throw Refusal.invalid(
                    "$LATEST is not supported for an alias pointing to more than 1 version");
              }
              if (part.version().equals(alias.version())) {
                throw Refusal.invalid(
                    "Invalid function version "
                        + part.version()
                        + ". Function version "
                        + part.version()
                        + " is already included in routing configuration.");
              }
            });
  }

  private static Optional<Alias.Part> part(@Nullable AliasRoutingConfiguration asked) {
    Map<String, Double> weights =
        Optional.ofNullable(asked)
            .map(AliasRoutingConfiguration::additionalVersionWeights)
            .orElse(Map.of());
    if (weights.size() > 1) {
      throw Refusal.invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
    }
    if (weights.values().stream().anyMatch(weight -> weight.isNaN())) {
      throw Refusal.invalid("AdditionalVersionWeights: NaN is no weight.");
    }
    return weights.entrySet().stream()
        .findFirst()
        .map(weight -> new Alias.Part(weight.getKey(), weight.getValue()));
  }

  private static Alias find(Target target, Whole whole, String name) {
    return Optional.ofNullable(whole.aliases().get(name))
        .orElseThrow(
            () ->
                Refusal.user(
                    "ResourceNotFoundException", "Cannot find alias arn: " + arn(target, name)));
  }

  private static String arn(Target target, String name) {
    return target.arn().qualified(name);
  }

  private static AliasConfiguration shown(Target target, Alias alias) {
    return AliasConfiguration.builder()
        .aliasArn(arn(target, alias.name()))
        .name(alias.name())
        .functionVersion(alias.version())
        .description(alias.description())
        .routingConfig(
            alias
                .other()
                .map(part -> new AliasRoutingConfiguration(Map.of(part.version(), part.weight())))
                .orElse(null))
        .revisionId(alias.revision())
        .build();
  }
}
