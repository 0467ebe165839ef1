package dev.martlet.wire.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.codec.Decoded;
import dev.martlet.wire.codec.HeaderList;
import dev.martlet.wire.codec.Rejection;
import dev.martlet.wire.codec.Router;
import dev.martlet.wire.codec.WireRequest;
import dev.martlet.wire.codec.WireResponse;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.ErrorShape;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Structure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;
import software.amazon.smithy.protocoltests.traits.HttpMalformedRequestDefinition;
import software.amazon.smithy.protocoltests.traits.HttpMalformedRequestTestCase;
import software.amazon.smithy.protocoltests.traits.HttpRequestTestCase;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestCase;

/** Runs single cases against a service. */
record Cases(CompiledService service) {
  /** A request must decode to the case's values. */
  void request(String operation, HttpRequestTestCase expected) {
    WireRequest request =
        request(
            expected.getMethod(),
            expected.getUri(),
            expected.getQueryParams(),
            expected.getHeaders(),
            expected.getBody().orElse(""));
    Operation<?, ?> modelled = Objects.requireNonNull(service.entry(operation).operation());
    Object wanted = Params.structure(modelled.input(), expected.getParams());
    assertThat(decode(operation, request)).isEqualTo(new Decoded.Valid<>(wanted));
  }

  /** A request must be answered with the case's error. */
  void malformed(String operation, HttpMalformedRequestTestCase expected) {
    HttpMalformedRequestDefinition sent = expected.getRequest();
    WireRequest request =
        request(
            sent.getMethod(),
            sent.getUri().orElse("/"),
            sent.getQueryParams(),
            sent.getHeaders(),
            sent.getBody().orElse(""));
    Decoded<?> decoded = decode(operation, request);
    assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
    Rejection rejection = ((Decoded.Rejected<?>) decoded).rejection();
    ErrorShape error = service.api().error(rejection.code());
    WireResponse answer =
        service.codec().encodeError(error, rejection.message(), fieldList(error, rejection));
    assertThat(answer.status()).isEqualTo(expected.getResponse().getCode());
    headers(expected.getResponse().getHeaders(), answer);
    expected
        .getResponse()
        .getBody()
        .ifPresent(
            body -> {
              body.getContents().ifPresent(contents -> json(contents, answer));
              body.getMessageRegex()
                  .ifPresent(regex -> assertThat(rejection.message()).matches(regex));
            });
  }

  /** An output must be written as the case says. */
  void response(String operation, HttpResponseTestCase expected) {
    Operation<?, ?> modelled = Objects.requireNonNull(service.entry(operation).operation());
    answer(expected, encode(modelled, expected.getParams()));
  }

  /** An error must be written as the case says. */
  void error(String code, HttpResponseTestCase expected) {
    ErrorShape error = service.api().error(code);
    Map<String, Object> members = new HashMap<>();
    for (Member member : error.members()) {
      expected
          .getParams()
          .getMember(member.name())
          .map(node -> Params.value(member.shape(), node))
          .ifPresent(value -> members.put(member.name(), value));
    }
    answer(expected, service.codec().encodeError(error, null, members));
  }

  private <O> WireResponse encode(Operation<?, O> operation, ObjectNode params) {
    O output = Params.structure(operation.output(), params);
    return service.codec().encodeResponse(operation, output);
  }

  private Decoded<?> decode(String operation, WireRequest request) {
    Router.Match match = match(operation, request);
    assertThat(match).as("route of %s %s", request.method(), request.path()).isNotNull();
    Router.Match found = Objects.requireNonNull(match);
    assertThat(found.entry().name()).isEqualTo(operation);
    return service
        .codec()
        .decodeRequest(Objects.requireNonNull(found.entry().operation()), request, found.labels());
  }

  private Router.@Nullable Match match(String operation, WireRequest request) {
    String prefix = service.api().service().targetPrefix();
    if (prefix == null) {
      return service.router().route(request.method(), request.path(), request.query());
    }
    // Cases that are about something else leave the header out.
    String target = request.headers().first("X-Amz-Target");
    return service.router().target(target == null ? prefix + "." + operation : target);
  }

  private static WireRequest request(
      String method, String uri, List<String> query, Map<String, String> headers, String body) {
    List<HeaderList.Header> sent = new ArrayList<>();
    headers.forEach((name, value) -> sent.add(new HeaderList.Header(name, value)));
    int question = uri.indexOf('?');
    List<String> parameters = new ArrayList<>(query);
    if (question >= 0) {
      parameters.addFirst(uri.substring(question + 1));
    }
    return new WireRequest(
        method,
        question < 0 ? uri : uri.substring(0, question),
        parameters.isEmpty() ? null : String.join("&", parameters),
        new HeaderList(sent),
        Blob.utf8(body));
  }

  /** Smithy's ValidationException lists the fields; other errors have no such member. */
  private static Map<String, Object> fieldList(ErrorShape error, Rejection rejection) {
    for (Member member : error.members()) {
      if (member.name().equals("fieldList")
          && member.shape() instanceof Shape.Sequence list
          && list.element() instanceof Structure<?> field) {
        return Map.of(
            "fieldList", rejection.fields().stream().map(each -> field(field, each)).toList());
      }
    }
    return Map.of();
  }

  private static Object field(Structure<?> structure, Rejection.Field field) {
    ObjectNode node =
        Node.objectNode().withMember("path", field.path()).withMember("message", field.message());
    return Objects.requireNonNull(Params.structure(structure, node));
  }

  private static void answer(HttpResponseTestCase expected, WireResponse answer) {
    assertThat(answer.status()).isEqualTo(expected.getCode());
    headers(expected.getHeaders(), answer);
    for (String forbidden : expected.getForbidHeaders()) {
      assertThat(answer.headers().all(forbidden)).as(forbidden).isEmpty();
    }
    expected
        .getBody()
        .ifPresent(
            body -> {
              String type = expected.getBodyMediaType().orElse("");
              if (type.contains("json")) {
                json(body, answer);
              } else {
                assertThat(text(answer)).isEqualTo(body);
              }
            });
  }

  private static void headers(Map<String, String> expected, WireResponse answer) {
    expected.forEach(
        (name, value) ->
            assertThat(sent(answer, name))
                .as(name)
                .satisfiesAnyOf(
                    sent -> assertThat(sent).isEqualTo(value),
                    // Blanks after the commas of a list carry nothing.
                    sent -> assertThat(unspaced(sent)).isEqualTo(unspaced(value))));
  }

  /** The header as a client sees it: the transport adds the length. */
  private static @Nullable String sent(WireResponse answer, String name) {
    return name.equalsIgnoreCase("Content-Length")
        ? String.valueOf(answer.body().length())
        : answer.headers().first(name);
  }

  private static @Nullable String unspaced(@Nullable String header) {
    return header == null ? null : header.replace(", ", ",");
  }

  private static void json(String expected, WireResponse answer) {
    if (expected.isEmpty()) {
      assertThat(text(answer)).isEmpty();
    } else {
      assertThat(Node.parse(text(answer)))
          .as("%s%nshould be %s", text(answer), expected)
          .isEqualTo(Node.parse(expected));
    }
  }

  private static String text(WireResponse answer) {
    return ((Blob) answer.body()).toUtf8();
  }
}
