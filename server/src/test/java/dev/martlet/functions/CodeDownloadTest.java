package dev.martlet.functions;

import static dev.martlet.functions.Workshop.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.http.Answer;
import dev.martlet.http.Exchange;
import dev.martlet.http.Field;
import dev.martlet.model.Bytes;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeDownloadTest {
  @TempDir private Path data;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(data);
    workshop.active("square");
  }

  @AfterEach
  void close() throws IOException {
    workshop.close();
  }

  @Test
  void theLinkOfGetFunctionLeadsToTheArchive() throws IOException {
    Visit visit = visit("GET", link());

    assertThat(visit.status).isEqualTo(200);
    assertThat(visit.fields)
        .containsExactly(
            new Field("Content-Type", "application/zip"),
            new Field("Content-Length", Integer.toString(Workshop.ZIP.size())));
    assertThat(visit.body.toByteArray()).isEqualTo(Workshop.ZIP.toByteArray());
  }

  @Test
  void itLeadsNowhereOnceTheFunctionIsGone() throws IOException {
    String link = link();
    workshop.delete("square");

    assertThat(visit("GET", link).status).isEqualTo(404);
  }

  @Test
  void nobodyElsesPathLeadsToIt() throws IOException {
    workshop.active("other");
    String link = link();

    assertThat(visit("GET", link.replace("000000000000", "111111111111")).status).isEqualTo(404);
    assertThat(visit("GET", link.replace("us-east-1", "eu-west-1")).status).isEqualTo(404);
    assertThat(visit("GET", link.replace("square", "none")).status).isEqualTo(404);
    assertThat(visit("GET", link.replaceAll("[0-9a-f]{64}", "0".repeat(64))).status).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x.zip", "../keys.json", "000000000000/us-east-1/square/.zip"})
  void otherPathsLeadNowhere(String rest) throws IOException {
    assertThat(visit("GET", FunctionOperations.CODE_FOLDER + rest).status).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "POST", "HEAD"})
  void itIsForReadingOnly(String method) throws IOException {
    assertThat(visit(method, link()).status).isEqualTo(405);
  }

  private String link() {
    String location =
        Objects.requireNonNull(
                workshop.operations.get(call(), new GetFunctionRequest("square", null)).code())
            .location();
    return URI.create(Objects.requireNonNull(location)).getPath();
  }

  private Visit visit(String method, String path) throws IOException {
    Visit visit = new Visit(method, path);
    workshop.operations.download(visit);
    return visit;
  }

  /** One request and what came back. */
  private static final class Visit implements Exchange {
    private final String method;
    private final String path;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private List<Field> fields = List.of();

    Visit(String method, String path) {
      this.method = method;
      this.path = path;
    }

    @Override
    public String method() {
      return method;
    }

    @Override
    public String rawPath() {
      return path;
    }

    @Override
    public String rawQuery() {
      return "";
    }

    @Override
    public @Nullable String header(String lowerCaseName) {
      return null;
    }

    @Override
    public List<String> headerValues(String lowerCaseName) {
      return List.of();
    }

    @Override
    public List<String> headerNames() {
      return List.of();
    }

    @Override
    public String endpoint() {
      return "http://127.0.0.1:4566";
    }

    @Override
    public String remote() {
      return "127.0.0.1:1";
    }

    @Override
    public Bytes body(int limit) {
      return Bytes.EMPTY;
    }

    @Override
    public void respond(Answer answer) throws IOException {
      status = answer.status();
      answer.body().writeTo(body);
    }

    @Override
    public OutputStream stream(int head, List<Field> headFields) {
      status = head;
      fields = headFields;
      return body;
    }

    @Override
    public boolean answered() {
      return status != 0;
    }
  }
}
