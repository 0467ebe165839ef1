package dev.martlet.cli;

import dev.martlet.cli.remote.DataDirectory;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag that names a platform of this machine. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The data directory of a platform on this machine. Else MARTLET_DATA, else"
              + " /var/lib/martlet for root and ~/.local/share/martlet for others.")
  private @Nullable Path data;

  /** Whether the flag is there. */
  boolean given() {
    return data != null;
  }

  DataDirectory directory(Map<String, String> environment) {
    return data != null
        ? new DataDirectory(data)
        : DataDirectory.standard(
            environment, System.getProperty("user.name", ""), DataDirectory.home(environment));
  }
}
