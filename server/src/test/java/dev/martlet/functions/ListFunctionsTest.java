package dev.martlet.functions;

import static dev.martlet.functions.Workshop.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.Call;
import dev.martlet.model.Principal;
import dev.martlet.model.Region;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.FunctionVersion;
import dev.martlet.wire.shape.lambda.ListFunctionsRequest;
import dev.martlet.wire.shape.lambda.ListFunctionsResponse;
import dev.martlet.wire.shape.lambda.RuntimeVersionConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFunctionsTest {
  @TempDir private Path data;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(data);
  }

  @AfterEach
  void close() throws IOException {
    workshop.close();
  }

  @Test
  void pagesHoldWhatWasThereWhateverIsMadeOrDeletedMeanwhile() {
    List.of("b", "d", "f", "h", "j").forEach(workshop::create);

    ListFunctionsResponse first = page(null, 2);
    workshop.create("a");
    workshop.create("e");
    workshop.delete("d"); // the very name that the marker stands for
    workshop.delete("h");
    ListFunctionsResponse second = page(first.nextMarker(), 2);
    ListFunctionsResponse third = page(second.nextMarker(), 2);

    assertThat(names(first)).containsExactly("b", "d");
    assertThat(names(second)).containsExactly("e", "f");
    assertThat(names(third)).containsExactly("j");
    assertThat(third.nextMarker()).isNull();
  }

  @Test
  void aListShowsASubsetAsOnAws() {
    FunctionConfiguration whole = workshop.active("square");

    FunctionConfiguration listed = Objects.requireNonNull(page(null, null).functions()).getFirst();

    assertThat(whole.state()).isNotNull();
    assertThat(whole.lastUpdateStatus()).isNotNull();
    assertThat(whole.runtimeVersionConfig()).isNotNull();
    assertThat(listed.state()).isNull();
    assertThat(listed.stateReason()).isNull();
    assertThat(listed.stateReasonCode()).isNull();
    assertThat(listed.lastUpdateStatus()).isNull();
    assertThat(listed.lastUpdateStatusReason()).isNull();
    assertThat(listed.lastUpdateStatusReasonCode()).isNull();
    assertThat(listed.runtimeVersionConfig()).isNull();
    assertThat(listed.codeSha256()).isEqualTo(whole.codeSha256());
    assertThat(listed.revisionId()).isEqualTo(whole.revisionId());
  }

  @Test
  void aListShowsASubstituteTooWhichAwsHasNot() {
    workshop.operations.create(call(), Workshop.request("node").runtime("nodejs22.x").build());

    assertThat(Objects.requireNonNull(page(null, null).functions()))
        .extracting(FunctionConfiguration::runtimeVersionConfig)
        .containsExactly(
            new RuntimeVersionConfig("arn:aws:lambda:us-east-1::runtime:nodejs20.x/20.11.1", null));
  }

  @Test
  void aPageHoldsFiftyAtMost() {
    IntStream.range(0, 51).forEach(i -> workshop.create("f" + i));
    List<String> all = new ArrayList<>();

    ListFunctionsResponse first = page(null, 10_000);
    all.addAll(names(first));
    assertThat(all).hasSize(50);
    all.addAll(names(page(first.nextMarker(), null)));

    assertThat(all).hasSize(51).doesNotHaveDuplicates();
  }

  @Test
  void noMarkerFollowsALastPageThatIsFull() {
    List.of("a", "b").forEach(workshop::create);
    assertThat(page(null, 2).nextMarker()).isNull();
  }

  @Test
  void showsOnlyTheCallersAccountAndRegion() {
    workshop.create("mine");

    assertThat(names(workshop.operations.list(in("000000000000", "eu-west-1"), all()))).isEmpty();
    assertThat(names(workshop.operations.list(in("111111111111", "us-east-1"), all()))).isEmpty();
    assertThat(names(workshop.operations.list(call(), all()))).containsExactly("mine");
  }

  @Test
  void allVersionsAreShownWithQualifiedNames() {
    workshop.create("square");
    ListFunctionsRequest request =
        ListFunctionsRequest.builder().functionVersion(FunctionVersion.ALL).build();

    assertThat(workshop.operations.list(call(), request).functions())
        .extracting(FunctionConfiguration::functionArn)
        .containsExactly("arn:aws:lambda:us-east-1:000000000000:function:square:$LATEST");
  }

  private ListFunctionsResponse page(@Nullable String marker, @Nullable Integer max) {
    return workshop.operations.list(
        call(), ListFunctionsRequest.builder().marker(marker).maxItems(max).build());
  }

  private static ListFunctionsRequest all() {
    return ListFunctionsRequest.builder().build();
  }

  private static List<String> names(ListFunctionsResponse page) {
    return Objects.requireNonNull(page.functions()).stream()
        .map(FunctionConfiguration::functionName)
        .toList();
  }

  private static Call in(String account, String region) {
    Call call = call();
    AccountId id = new AccountId(account);
    return new Call(
        id,
        new Region(region),
        Principal.root(id),
        call.requestId(),
        call.arrival(),
        call.arrivalNanos(),
        call.endpoint(),
        null);
  }
}
