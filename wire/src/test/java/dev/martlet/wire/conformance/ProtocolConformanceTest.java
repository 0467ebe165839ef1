package dev.martlet.wire.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.transform.ModelTransformer;
import software.amazon.smithy.protocoltests.traits.AppliesTo;
import software.amazon.smithy.protocoltests.traits.HttpMalformedRequestTestsTrait;
import software.amazon.smithy.protocoltests.traits.HttpMessageTestCase;
import software.amazon.smithy.protocoltests.traits.HttpRequestTestsTrait;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestCase;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestsTrait;

/**
 * Every case of Smithy's suites that applies to servers. {@code exceptions.txt} lists those that we
 * answer differently, each with its reason; one that passes all the same must leave the list.
 */
final class ProtocolConformanceTest {
  private static final Model MODEL =
      ModelTransformer.create()
          .changeStringEnumsToEnumShapes(
              Model.assembler().discoverModels(Model.class.getClassLoader()).assemble().unwrap(),
              true);

  private final Map<String, String> exceptions = exceptions();

  @TempDir private @Nullable Path workspace;

  @TestFactory
  List<DynamicTest> restJson1() throws Exception {
    return suite("aws.protocols#restJson1", "rest-json", "1.1");
  }

  @TestFactory
  List<DynamicTest> awsJson11() throws Exception {
    return suite("aws.protocols#awsJson1_1", "json", "1.1");
  }

  @TestFactory
  List<DynamicTest> awsJson10() throws Exception {
    return suite("aws.protocols#awsJson1_0", "json", "1.0");
  }

  private List<DynamicTest> suite(String protocol, String ours, String version) throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    ShapeId id = ShapeId.from(protocol);
    for (ServiceShape service : MODEL.getServiceShapes()) {
      if (service.hasTrait(id)) {
        String name =
            service.getId().toString().replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
        Map<String, Object> model =
            new SmithyModel(MODEL, service, ours.equals("rest-json")).translate(ours, version);
        Cases cases = new Cases(CompiledService.of(name, model, Objects.requireNonNull(workspace)));
        Set<Shape> errors = new HashSet<>();
        for (OperationShape operation : TopDownIndex.of(MODEL).getContainedOperations(service)) {
          operation(cases, operation, id, tests);
          operation.getErrors(service).forEach(error -> errors.add(MODEL.expectShape(error)));
        }
        for (Shape error : errors) {
          String shape = error.getId().getName();
          responses(error, "error:", id, each -> cases.error(shape, each), tests);
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private void operation(
      Cases cases, OperationShape operation, ShapeId protocol, List<DynamicTest> tests) {
    String name = operation.getId().getName();
    operation
        .getTrait(HttpRequestTestsTrait.class)
        .ifPresent(
            trait ->
                trait.getTestCases().stream()
                    .filter(each -> applies(each, protocol))
                    .forEach(
                        each ->
                            tests.add(
                                test("request:" + each.getId(), () -> cases.request(name, each)))));
    responses(operation, "response:", protocol, each -> cases.response(name, each), tests);
    operation
        .getTrait(HttpMalformedRequestTestsTrait.class)
        .ifPresent(
            trait ->
                trait.getTestCases().stream()
                    .filter(each -> each.getProtocol().equals(protocol))
                    .forEach(
                        each ->
                            tests.add(
                                test(
                                    "malformed:" + each.getId(),
                                    () -> cases.malformed(name, each)))));
  }

  private void responses(
      Shape shape,
      String kind,
      ShapeId protocol,
      Consumer<HttpResponseTestCase> checked,
      List<DynamicTest> tests) {
    shape
        .getTrait(HttpResponseTestsTrait.class)
        .ifPresent(
            trait ->
                trait.getTestCases().stream()
                    .filter(each -> applies(each, protocol))
                    .forEach(
                        each -> tests.add(test(kind + each.getId(), () -> checked.accept(each)))));
  }

  private static boolean applies(HttpMessageTestCase test, ShapeId protocol) {
    return test.getProtocol().equals(protocol)
        && test.getAppliesTo().map(side -> side == AppliesTo.SERVER).orElse(true);
  }

  private DynamicTest test(String id, Runnable body) {
    String reason = exceptions.get(id);
    if (reason == null) {
      return DynamicTest.dynamicTest(id, body::run);
    }
    return DynamicTest.dynamicTest(
        id + " (exception: " + reason + ")",
        () ->
            assertThat(catchThrowable(body::run))
                .as("%s passes: take it off the list", id)
                .isNotNull());
  }

  private static Map<String, String> exceptions() {
    Map<String, String> exceptions = new TreeMap<>();
    try (InputStream file =
        Objects.requireNonNull(
            ProtocolConformanceTest.class.getResourceAsStream("exceptions.txt"))) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
        if (!line.startsWith("#")) {
          String[] parts = line.split("\\s+", 2);
          exceptions.put(parts[0], parts[1]);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return exceptions;
  }
}
