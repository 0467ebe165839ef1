package dev.martlet.wire.conformance;

import java.math.BigDecimal;
import java.util.Map;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.shapes.MemberShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.traits.DefaultTrait;
import software.amazon.smithy.model.traits.HttpHeaderTrait;
import software.amazon.smithy.model.traits.HttpLabelTrait;
import software.amazon.smithy.model.traits.HttpPayloadTrait;
import software.amazon.smithy.model.traits.HttpPrefixHeadersTrait;
import software.amazon.smithy.model.traits.HttpQueryParamsTrait;
import software.amazon.smithy.model.traits.HttpQueryTrait;
import software.amazon.smithy.model.traits.HttpResponseCodeTrait;
import software.amazon.smithy.model.traits.JsonNameTrait;
import software.amazon.smithy.model.traits.LengthTrait;
import software.amazon.smithy.model.traits.MediaTypeTrait;
import software.amazon.smithy.model.traits.PatternTrait;
import software.amazon.smithy.model.traits.RangeTrait;
import software.amazon.smithy.model.traits.SensitiveTrait;
import software.amazon.smithy.model.traits.StreamingTrait;
import software.amazon.smithy.model.traits.TimestampFormatTrait;
import software.amazon.smithy.model.traits.UniqueItemsTrait;

/** Translates the traits of members and simple shapes. */
record MemberTraits(Model model, boolean rest) {
  static boolean constrains(Shape shape) {
    return shape.hasTrait(LengthTrait.class)
        || shape.hasTrait(PatternTrait.class)
        || shape.hasTrait(RangeTrait.class)
        || shape.hasTrait(UniqueItemsTrait.class);
  }

  static void constraints(Shape shape, Map<String, Object> into) {
    shape
        .getTrait(LengthTrait.class)
        .ifPresent(
            length -> {
              length.getMin().ifPresent(min -> into.put("min", min));
              length.getMax().ifPresent(max -> into.put("max", max));
            });
    shape
        .getTrait(RangeTrait.class)
        .ifPresent(
            range -> {
              range.getMin().ifPresent(min -> into.put("min", number(min)));
              range.getMax().ifPresent(max -> into.put("max", number(max)));
            });
    shape
        .getTrait(PatternTrait.class)
        .ifPresent(pattern -> into.put("pattern", pattern.getValue()));
    if (shape.hasTrait(UniqueItemsTrait.class)) {
      into.put("uniqueItems", true);
    }
    if (shape.hasTrait(SensitiveTrait.class)) {
      into.put("sensitive", true);
    }
    if (shape.hasTrait(StreamingTrait.class)) {
      into.put("streaming", true);
    }
    shape
        .getTrait(TimestampFormatTrait.class)
        .ifPresent(format -> into.put("timestampFormat", format.getValue()));
  }

  private static Number number(BigDecimal bound) {
    if (bound.stripTrailingZeros().scale() <= 0) {
      return bound.longValueExact();
    }
    return bound.doubleValue();
  }

  /** Where a member goes, and what stands in for it. */
  void bind(MemberShape member, Map<String, Object> into, Map<String, Object> structure) {
    Shape target = model.expectShape(member.getTarget());
    member
        .getTrait(TimestampFormatTrait.class)
        .ifPresent(format -> into.put("timestampFormat", format.getValue()));
    member
        .getTrait(DefaultTrait.class)
        .filter(value -> !value.toNode().isNullNode())
        .ifPresent(value -> into.put("default", Params.tree(value.toNode())));
    if (!rest) {
      return;
    }
    target.getTrait(MediaTypeTrait.class).ifPresent(type -> into.put("mediaType", type.getValue()));
    member.getTrait(JsonNameTrait.class).ifPresent(n -> into.put("locationName", n.getValue()));
    if (member.hasTrait(HttpPayloadTrait.class)) {
      structure.put("payload", member.getMemberName());
    } else if (member.hasTrait(HttpLabelTrait.class)) {
      into.put("location", "uri");
    } else if (member.hasTrait(HttpResponseCodeTrait.class)) {
      into.put("location", "statusCode");
    } else if (member.hasTrait(HttpQueryParamsTrait.class)) {
      into.put("location", "querymap");
    }
    member
        .getTrait(HttpQueryTrait.class)
        .ifPresent(query -> place(into, "querystring", query.getValue()));
    member
        .getTrait(HttpHeaderTrait.class)
        .ifPresent(header -> place(into, "header", header.getValue()));
    member
        .getTrait(HttpPrefixHeadersTrait.class)
        .ifPresent(prefix -> place(into, "headers", prefix.getValue()));
  }

  private static void place(Map<String, Object> into, String location, String name) {
    into.put("location", location);
    into.put("locationName", name);
  }
}
