package dev.martlet.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuessTest {
  @TempDir Path folder;

  private void file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lambda_function.py | def lambda_handler(event, context): | PYTHON | lambda_function.lambda_handler",
        "handler.py         | def handler(event, context):        | PYTHON | handler.handler",
        "handler.py         | async def my_handler(event, c):     | PYTHON | handler.my_handler",
        "handler.py         | from other import lambda_handler    | PYTHON | handler.lambda_handler",
        "index.js           | exports.handler = f                 | NODE   | index.handler",
        "index.mjs          | export const handler = f            | NODE   | index.handler",
        "handler.cjs        | exports.handler = f                 | ''     | ''",
      })
  void theFileTellsLanguageAndHandler(String name, String text, String language, String handler)
      throws IOException {
    file(name, text);
    if (language.isEmpty()) {
      assertThatThrownBy(() -> Guess.of(folder)).hasMessageStartingWith("Found no function");
    } else {
      assertThat(Guess.of(folder)).isEqualTo(new Guess(Language.valueOf(language), handler));
    }
  }

  @Test
  void packageJsonNamesTheFile() throws IOException {
    file("package.json", "{\"main\": \"./dist/app.js\"}");
    file("dist/app.js", "exports.handler = f");
    file("index.js", "exports.handler = g");
    assertThat(Guess.of(folder)).isEqualTo(new Guess(Language.NODE, "dist/app.handler"));
  }

  @Test
  void packageJsonThatNamesAMissingFileDoesNotCount() throws IOException {
    file("package.json", "{\"main\": \"gone.js\"}");
    file("index.js", "exports.handler = g");
    assertThat(Guess.of(folder)).isEqualTo(new Guess(Language.NODE, "index.handler"));
  }

  @Test
  void aProgramOfItsOwnCountsBeforeAllOtherFiles() throws IOException {
    file("bootstrap", "#!/bin/sh");
    file("handler.py", "def handler(event, context):");
    assertThat(Guess.of(folder)).isEqualTo(new Guess(Language.CUSTOM, "bootstrap"));
  }

  @Test
  void foldersBelowAreProposed() throws IOException {
    file("python/handler.py", "def handler(event, context):");
    file("node/index.mjs", "export const handler = f");
    assertThatThrownBy(() -> Project.of(folder, java.util.Optional.empty()))
        .hasMessageEndingWith("but in folders below it.");
  }

  @Test
  void theNewestRuntimeIsTheOneWithTheGreatestNumber() {
    List<String> there = List.of("python3.9", "python3.11", "nodejs20.x", "nodejs18.x");
    assertThat(Language.PYTHON.newest(there)).contains("python3.11");
    assertThat(Language.NODE.newest(there)).contains("nodejs20.x");
    assertThat(Language.NODE.newest(List.of("python3.9"))).isEmpty();
    assertThat(Language.CUSTOM.newest(List.of("provided.al2023", "provided.al2")))
        .contains("provided.al2023");
  }
}
