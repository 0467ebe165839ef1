package dev.martlet.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    header = "Print what a shell needs to complete commands and flags.",
    description = {
      "",
      "  source <(./martlet completion bash)    in this shell, or at the end of ~/.bashrc",
      "  source <(./martlet completion zsh)     in this shell, or behind compinit in ~/.zshrc",
      "",
      "The Debian package installs it for both."
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells that are known. */
  enum Shell {
    BASH,
    ZSH
  }

  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("completion is a command of another");
    }
    String script = AutoComplete.bash("martlet", spec.root().commandLine());
    surroundings
        .terminal()
        .line(
            switch (shell) {
              case BASH -> script;
              case ZSH -> zsh(script);
            });
    return 0;
  }

  /**
   * As a file of zsh's functions it is run at the first completion, and has to answer that one too;
   * sourced, it only gets ready.
   */
  private static String zsh(String script) {
    return """
    #compdef martlet
    autoload -U +X bashcompinit && bashcompinit
    %s
    if [[ ${funcstack[1]:-} == _martlet ]]; then
      _bash_complete -o default -F _complete_martlet "$@"
    fi"""
        .formatted(script.stripTrailing());
  }
}
