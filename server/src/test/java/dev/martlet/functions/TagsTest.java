package dev.martlet.functions;

import static dev.martlet.functions.Workshop.call;
import static dev.martlet.functions.Workshop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import dev.martlet.wire.shape.lambda.ListTagsRequest;
import dev.martlet.wire.shape.lambda.TagResourceRequest;
import dev.martlet.wire.shape.lambda.UntagResourceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TagsTest {
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:square";

  @TempDir private Path data;
  private Interposed store;
  private Workshop workshop;

  record Bad(String resource, Map<String, String> tags, String code, String message) {}

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(data, Interposed::new);
    store = (Interposed) workshop.records;
    workshop.operations.create(call(), request("square").tags(Map.of("team", "blue")).build());
    workshop.background.work();
  }

  @AfterEach
  void close() throws IOException {
    workshop.close();
  }

  @Test
  void tagsAreAddedReplacedAndRemoved() {
    tag(Map.of("team", "red", "cost", "12"));
    assertThat(tags()).isEqualTo(Map.of("team", "red", "cost", "12"));
    assertThat(shown()).isEqualTo(Map.of("team", "red", "cost", "12"));

    untag("team", "never there");
    assertThat(tags()).isEqualTo(Map.of("cost", "12"));

    untag("cost");
    assertThat(tags()).isEmpty();
    assertThat(shown()).isNull();
  }

  @Test
  void aChangeOfTagsChangesTheRevisionAndOneThatChangesNothingDoesNot() {
    String before = workshop.show("square").revisionId();

    tag(Map.of("team", "blue"));
    assertThat(workshop.show("square").revisionId()).isEqualTo(before);
    tag(Map.of("team", "red"));
    assertThat(workshop.show("square").revisionId()).isNotEqualTo(before);
  }

  @Test
  void noTagIsLostWhenTwoCome() {
    store.beforeNextCommit(() -> tag(Map.of("first", "1")));

    tag(Map.of("second", "2"));

    assertThat(tags()).isEqualTo(Map.of("team", "blue", "first", "1", "second", "2"));
  }

  @Test
  void tagsAreThereAfterAStart() throws IOException {
    tag(Map.of("cost", "12"));
    workshop.close();

    workshop = new Workshop(data, Interposed::new);

    assertThat(tags()).isEqualTo(Map.of("team", "blue", "cost", "12"));
  }

  static List<Bad> bad() {
    return List.of(
        new Bad(ARN, many(50), "InvalidParameterValueException", "exceeds resource tag limit."),
        new Bad(ARN, Map.of("Aws:x", "1"), "InvalidParameterValueException", "reserved"),
        new Bad(ARN, Map.of(), "InvalidParameterValueException", "cannot be processed"),
        new Bad(
            ARN + ":live",
            Map.of("a", "b"),
            "InvalidParameterValueException",
            "Tags on function aliases and versions are not supported."),
        new Bad(
            ARN + "s",
            Map.of("a", "b"),
            "ResourceNotFoundException",
            "Function not found: " + ARN + "s"),
        new Bad(
            "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg",
            Map.of("a", "b"),
            "ResourceNotFoundException",
            "code-signing-config"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatCannotBeDoneIsRefused(Bad bad) {
    ServiceError error =
        catchThrowableOfType(ServiceError.class, () -> tag(bad.resource(), bad.tags()));

    assertThat(error.code()).isEqualTo(bad.code());
    assertThat(error).hasMessageContaining(bad.message());
    assertThat(tags()).isEqualTo(Map.of("team", "blue"));
  }

  private void tag(Map<String, String> tags) {
    tag(ARN, tags);
  }

  private void tag(String resource, Map<String, String> tags) {
    var _ = workshop.operations.tag(call(), new TagResourceRequest(resource, tags));
  }

  private void untag(String... keys) {
    var _ = workshop.operations.untag(call(), new UntagResourceRequest(ARN, List.of(keys)));
  }

  private @Nullable Map<String, String> tags() {
    return workshop.operations.listTags(call(), new ListTagsRequest(ARN)).tags();
  }

  private @Nullable Map<String, String> shown() {
    return workshop
        .operations
        .get(call(), GetFunctionRequest.builder().functionName("square").build())
        .tags();
  }

  private static Map<String, String> many(int count) {
    return IntStream.range(0, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.toMap(key -> "key-" + key, key -> key));
  }
}
