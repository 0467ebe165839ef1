package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.ServiceLoader;

/**
 * How values of a type become JSON and come from it: by a serializer that the function brings as a
 * service, else by AWS's serialization library, which knows the classes of aws-lambda-java-events.
 */
final class Serializers {
  private final ClassLoader function;

  Serializers(ClassLoader function) {
    this.function = function;
  }

  PojoSerializer<Object> of(Type type) {
    Iterator<CustomPojoSerializer> own =
        ServiceLoader.load(CustomPojoSerializer.class, function).iterator();
    if (own.hasNext()) {
      PojoSerializer<Object> serializer = adapt(own.next(), type);
      if (own.hasNext()) {
        throw Fault.badCode(
            "Too many serializers provided inside the META-INF/services folder, only one is"
                + " allowed");
      }
      return serializer;
    }
    if (type instanceof Class<?> known
        && LambdaEventSerializers.isLambdaSupportedEvent(known.getName())) {
      return event(known);
    }
    return JacksonFactory.getInstance().getSerializer(type);
  }

  // The library's own signature wants the event's class; what it makes is used with that one only.
  @SuppressWarnings("unchecked")
  private PojoSerializer<Object> event(Class<?> known) {
    return LambdaEventSerializers.serializerFor((Class<Object>) known, function);
  }

  private static PojoSerializer<Object> adapt(CustomPojoSerializer own, Type type) {
    return new PojoSerializer<>() {
      @Override
      public Object fromJson(InputStream input) {
        return own.fromJson(input, type);
      }

      @Override
      public Object fromJson(String input) {
        return own.fromJson(input, type);
      }

      @Override
      public void toJson(Object value, OutputStream output) {
        own.toJson(value, output, type);
      }
    };
  }
}
