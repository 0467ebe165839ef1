package dev.martlet.logs;

import dev.martlet.model.Call;
import dev.martlet.wire.shape.logs.DescribeLogGroupsRequest;
import dev.martlet.wire.shape.logs.DescribeLogGroupsResponse;
import dev.martlet.wire.shape.logs.LogGroup;
import dev.martlet.wire.shape.logs.LogGroupClass;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code DescribeLogGroups}: by name. No account is linked with another, so to ask for linked ones
 * as well changes nothing, and to ask for others alone finds nothing.
 */
final class DescribeGroups {
  private static final int MAX_GROUPS = 50;

  private final LogStore store;

  DescribeGroups(LogStore store) {
    this.store = store;
  }

  DescribeLogGroupsResponse handle(Call call, DescribeLogGroupsRequest request) {
    if (request.logGroupNamePrefix() != null && request.logGroupNamePattern() != null) {
      throw Refusals.invalidParameter(
          "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    int limit = request.limit() == null ? MAX_GROUPS : Math.min(request.limit(), MAX_GROUPS);
    String after = Tokens.item(request.nextToken());
    List<Group> found =
        store.groups(call.account(), call.region()).stream()
            .filter(group -> group.id().name().compareTo(after) > 0)
            .filter(wanted(call, request))
            .limit(limit + 1L)
            .toList();
    List<Group> page = found.subList(0, Math.min(limit, found.size()));
    return DescribeLogGroupsResponse.builder()
        .logGroups(page.stream().map(this::describe).toList())
        .nextToken(found.size() > limit ? Tokens.after(page.getLast().id().name()) : null)
        .build();
  }

  private static Predicate<Group> wanted(Call call, DescribeLogGroupsRequest request) {
    String prefix = orEmpty(request.logGroupNamePrefix());
    String part = orEmpty(request.logGroupNamePattern());
    List<String> identifiers = request.logGroupIdentifiers();
    Set<GroupId> named =
        identifiers == null
            ? Set.of()
            : identifiers.stream().map(one -> GroupNames.of(call, one)).collect(Collectors.toSet());
    boolean standard =
        request.logGroupClass() == null || request.logGroupClass() == LogGroupClass.STANDARD;
    List<String> accounts = Objects.requireNonNullElse(request.accountIdentifiers(), List.of());
    boolean ours = accounts.isEmpty() || accounts.contains(call.account().digits());
    return group ->
        standard
            && ours
            && group.id().name().startsWith(prefix)
            && group.id().name().contains(part)
            && (identifiers == null || named.contains(group.id()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private LogGroup describe(Group group) {
    Contents contents = store.contents(group);
    return LogGroup.builder()
        .logGroupName(group.id().name())
        .creationTime(group.created().toEpochMilli())
        .retentionInDays((int) store.retention().age().toDays())
        .metricFilterCount(0)
        .arn(group.id().arn() + ":*")
        .logGroupArn(group.id().arn())
        .storedBytes(contents.segments().stream().mapToLong(Segment::size).sum())
        .logGroupClass(LogGroupClass.STANDARD)
        .build();
  }
}
