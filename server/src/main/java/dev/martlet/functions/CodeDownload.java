package dev.martlet.functions;

import dev.martlet.http.Exchange;
import dev.martlet.http.Field;
import dev.martlet.http.Problem;
import dev.martlet.model.AccountId;
import dev.martlet.model.BlobStore;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hands out functions' archives. Whoever comes here has been let in by a signature. */
final class CodeDownload {
  static final String FOLDER = "/_martlet/code/";

  private static final Pattern PATH =
      Pattern.compile(
          FOLDER
              + "(?<account>\\d{12})/(?<region>[a-z0-9][a-z0-9-]{0,62})/"
              + "(?<name>[a-zA-Z0-9-_]{1,64})/(?<digest>[0-9a-f]{64})\\.zip");

  private final Functions functions;
  private final BlobStore blobs;

  CodeDownload(Functions functions, BlobStore blobs) {
    this.functions = functions;
    this.blobs = blobs;
  }

  /** Where the archive of the wanted release lies: {@code …/ACCOUNT/REGION/NAME/DIGEST.zip}. */
  static String path(Function function) {
    FunctionArn arn = function.arn();
    Digest digest = function.wanted().code().digest();
    return FOLDER + arn.account() + "/" + arn.region() + "/" + arn.name() + "/" + digest + ".zip";
  }

  void answer(Exchange exchange) throws IOException {
    if (!exchange.method().equals("GET")) {
      exchange.respond(Problem.METHOD_NOT_ALLOWED.answer());
      return;
    }
    Optional<Path> archive = find(exchange.rawPath());
    if (archive.isEmpty()) {
      exchange.respond(Problem.NOT_FOUND.answer());
      return;
    }
    List<Field> fields =
        List.of(
            new Field(Field.CONTENT_TYPE, "application/zip"),
            new Field(Field.CONTENT_LENGTH, Long.toString(Files.size(archive.get()))));
    try (OutputStream out = exchange.stream(200, fields)) {
      Files.copy(archive.get(), out);
    }
  }

  /** The archive that a path names, while its function still refers to it. */
  private Optional<Path> find(String path) throws IOException {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return Optional.empty();
    }
    FunctionArn arn =
        new FunctionArn(
            new Region(parts.group("region")),
            new AccountId(parts.group("account")),
            parts.group("name"));
    Digest digest = new Digest(parts.group("digest"));
    boolean referred =
        functions
            .all()
            .filter(it -> it.arn().equals(arn))
            .flatMap(Function::archives)
            .anyMatch(digest::equals);
    if (!referred) {
      return Optional.empty();
    }
    try {
      return Optional.of(blobs.file(digest));
    } catch (NoSuchFileException swept) {
      return Optional.empty();
    }
  }
}
