package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.ErrorShape;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.Structure;
import dev.martlet.wire.shape.Unit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** awsJson 1.0 and 1.1: every operation is a POST of one object, named by a header. */
record AwsJson(String version, Dialect dialect) implements Codec {
  private String contentType() {
    return "application/x-amz-json-" + version;
  }

  @Override
  public <I> Decoded<I> decodeRequest(
      Operation<I, ?> operation, WireRequest request, Map<String, String> labels) {
    return JsonBodies.guarded(
        () -> {
          String sent = request.headers().first("Content-Type");
          if (dialect == Dialect.STRICT && !MediaTypes.matches(sent, contentType())) {
            return MediaTypes.unsupported(sent);
          }
          Structure<I> input = operation.input();
          Checks checks = new Checks(dialect);
          @Nullable Object[] values = new Object[input.members().size()];
          Blob body = JsonBodies.buffered(request.body());
          if (!body.isEmpty()) {
            JsonText.read(
                body,
                parser -> {
                  new JsonReader(parser, checks).members(input, values, null);
                  return true;
                });
          }
          return JsonBodies.finish(operation, values, checks, dialect);
        });
  }

  @Override
  public <O> WireResponse encodeResponse(Operation<?, O> operation, O output) {
    Structure<O> shape = operation.output();
    Blob body = Unit.is(shape) ? Blob.EMPTY : object(shape, output);
    return new WireResponse(200, headers(), body);
  }

  private <T> Blob object(Structure<T> structure, T value) {
    int[] all = IntStream.range(0, structure.members().size()).toArray();
    return JsonText.write(json -> JsonBodies.object(json, structure, value, all));
  }

  @Override
  public WireResponse encodeError(
      ErrorShape error, @Nullable String message, Map<String, ?> members) {
    Blob body =
        JsonText.write(
            json -> {
              JsonWriter writer = new JsonWriter(json);
              json.writeStartObject();
              json.writeName("__type");
              json.writeString(error.code());
              for (Member member : error.members()) {
                writer.member(member, JsonBodies.errorValue(error, member, message, members));
              }
              json.writeEndObject();
            });
    return new WireResponse(error.status(), headers(), body);
  }

  @Override
  public <I> WireRequest encodeRequest(Operation<I, ?> operation, I input) {
    HeaderList headers =
        headers().with("X-Amz-Target", operation.service().targetPrefix() + "." + operation.name());
    return new WireRequest("POST", "/", null, headers, object(operation.input(), input));
  }

  @Override
  public <O> Reply<O> decodeResponse(Operation<?, O> operation, WireResponse response) {
    Blob body = JsonBodies.buffered(response.body());
    if (response.status() >= 300) {
      return JsonBodies.failure(
          response.status(), response.headers().first("x-amzn-ErrorType"), body);
    }
    Structure<O> output = operation.output();
    @Nullable Object[] values = new Object[output.members().size()];
    try {
      if (!body.isEmpty()) {
        JsonText.read(
            body,
            parser -> {
              new JsonReader(parser, null).members(output, values, null);
              return true;
            });
      }
      JsonReader.defaults(output, values);
      return new Reply.Success<>(output.construct(values));
    } catch (Malformed | JsonText.NotJson | NullPointerException unreadable) {
      return new Reply.Unreadable<>(response.status(), String.valueOf(unreadable.getMessage()));
    }
  }

  private HeaderList headers() {
    return new HeaderList(List.of(new HeaderList.Header("Content-Type", contentType())));
  }
}
