package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Body;
import dev.martlet.wire.shape.ErrorShape;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Member.Location;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Structure;
import dev.martlet.wire.shape.WireEnum;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** restJson1: members are bound to path, query, headers and body, as the model says. */
record RestJson(Dialect dialect) implements Codec {
  private static final Blob EMPTY_OBJECT = Blob.utf8("{}");

  @Override
  public <I> Decoded<I> decodeRequest(
      Operation<I, ?> operation, WireRequest request, Map<String, String> labels) {
    return JsonBodies.guarded(
        () -> {
          Structure<I> input = operation.input();
          Decoded<I> refused =
              dialect == Dialect.STRICT
                  ? MediaTypes.check(input, operation.output(), request)
                  : null;
          return refused != null ? refused : decode(operation, request, labels);
        });
  }

  private <I> Decoded<I> decode(
      Operation<I, ?> operation, WireRequest request, Map<String, String> labels) {
    Structure<I> input = operation.input();
    Checks checks = new Checks(dialect);
    @Nullable Object[] values = new Object[input.members().size()];
    BindingReader bindings = new BindingReader(input, values, false);
    bindings.labels(labels);
    bindings.query(request.query());
    bindings.headers(request.headers());
    body(input, request.body(), values, checks);
    return JsonBodies.finish(operation, values, checks, dialect);
  }

  /** Reads the payload, or the members of the body. */
  private static void body(
      Structure<?> structure, Body body, @Nullable Object[] values, @Nullable Checks checks) {
    int payload = structure.payload();
    if (payload >= 0) {
      values[payload] = payload(structure.members().get(payload), body, checks);
    } else if (structure.at(Location.BODY).length > 0) {
      Blob bytes = JsonBodies.buffered(body);
      if (!bytes.isEmpty()) {
        JsonText.read(
            bytes,
            parser -> {
              new JsonReader(parser, checks).members(structure, values, null);
              return true;
            });
      }
    }
  }

  private static @Nullable Object payload(Member member, Body body, @Nullable Checks checks) {
    if (member.shape() instanceof Shape.Stream) {
      return body;
    }
    Blob bytes = JsonBodies.buffered(body);
    if (bytes.isEmpty()) {
      return null;
    }
    return switch (member.shape()) {
      case Shape.Bytes any -> bytes;
      case Shape.Text text -> bytes.toUtf8();
      case Shape.Enumeration options ->
          Objects.requireNonNullElse(options.find(bytes.toUtf8()), bytes.toUtf8());
      case Shape shape ->
          JsonText.read(
              bytes,
              parser -> new JsonReader(parser, checks).read(shape, Path.of(null, member.name())));
    };
  }

  @Override
  public <O> WireResponse encodeResponse(Operation<?, O> operation, O output) {
    Structure<O> shape = operation.output();
    BindingWriter<O> bindings = new BindingWriter<>(shape, output);
    int status = bindings.status(operation.http().status());
    String type = MediaTypes.ofOutput(shape);
    boolean absent = shape.payload() >= 0 && shape.value(output, shape.payload()) == null;
    if (status == 204 || status == 304 || type == null || absent) {
      return new WireResponse(status, bindings.headers(null), Blob.EMPTY);
    }
    return new WireResponse(status, bindings.headers(type), body(shape, output));
  }

  /** The payload, which is there, or an object of the members that are bound to the body. */
  private static <T> Body body(Structure<T> structure, T value) {
    int index = structure.payload();
    if (index < 0) {
      int[] members = structure.at(Location.BODY);
      return JsonText.write(json -> JsonBodies.object(json, structure, value, members));
    }
    Shape shape = structure.members().get(index).shape();
    Object payload = Objects.requireNonNull(structure.value(value, index));
    return switch (shape) {
      case Shape.Bytes any -> (Blob) payload;
      case Shape.Stream stream -> (Body) payload;
      case Shape.Text text -> Blob.utf8((String) payload);
      case Shape.Enumeration options -> Blob.utf8(((WireEnum) payload).wire());
      default -> JsonText.write(json -> new JsonWriter(json).write(shape, payload));
    };
  }

  @Override
  public WireResponse encodeError(
      ErrorShape error, @Nullable String message, Map<String, ?> members) {
    HeaderList headers =
        HeaderList.EMPTY
            .with("Content-Type", MediaTypes.JSON)
            .with("x-amzn-ErrorType", error.code());
    for (Member member : error.members()) {
      Object value = JsonBodies.errorValue(error, member, message, members);
      if (member.location() == Location.HEADER && value != null) {
        headers = headers.with(member.wireName(), BindingWriter.headerText(member, value));
      }
    }
    Blob body =
        JsonText.write(
            json -> {
              JsonWriter writer = new JsonWriter(json);
              json.writeStartObject();
              for (Member member : error.members()) {
                if (member.location() == Location.BODY) {
                  writer.member(member, JsonBodies.errorValue(error, member, message, members));
                }
              }
              json.writeEndObject();
            });
    return new WireResponse(error.status(), headers, body);
  }

  @Override
  public <I> WireRequest encodeRequest(Operation<I, ?> operation, I input) {
    Structure<I> shape = operation.input();
    BindingWriter<I> bindings = new BindingWriter<>(shape, input);
    String uri = operation.http().uri();
    int question = uri.indexOf('?');
    String literals = question < 0 ? "" : uri.substring(question + 1);
    String path = bindings.path(question < 0 ? uri : uri.substring(0, question));
    String type = MediaTypes.ofInput(shape);
    Body body = type == null ? Blob.EMPTY : requestBody(shape, input);
    boolean typed = type != null && (!(body instanceof Blob bytes) || !bytes.isEmpty());
    return new WireRequest(
        operation.http().method(),
        path,
        bindings.query(literals),
        bindings.headers(typed ? type : null),
        body);
  }

  /** An absent structure is sent as an empty object, any other absent payload as nothing. */
  private static <I> Body requestBody(Structure<I> shape, I input) {
    int payload = shape.payload();
    if (payload < 0 || shape.value(input, payload) != null) {
      return body(shape, input);
    }
    return shape.members().get(payload).shape() instanceof Structure<?> structure
            && !structure.union()
        ? EMPTY_OBJECT
        : Blob.EMPTY;
  }

  @Override
  public <O> Reply<O> decodeResponse(Operation<?, O> operation, WireResponse response) {
    if (response.status() >= 300) {
      return JsonBodies.failure(
          response.status(),
          response.headers().first("x-amzn-ErrorType"),
          JsonBodies.buffered(response.body()));
    }
    Structure<O> output = operation.output();
    @Nullable Object[] values = new Object[output.members().size()];
    try {
      BindingReader bindings = new BindingReader(output, values, true);
      bindings.headers(response.headers());
      bindings.status(response.status());
      body(output, response.body(), values, null);
      JsonReader.defaults(output, values);
      return new Reply.Success<>(output.construct(values));
    } catch (Malformed | JsonText.NotJson | NullPointerException unreadable) {
      return new Reply.Unreadable<>(response.status(), String.valueOf(unreadable.getMessage()));
    }
  }
}
