package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/** Runs in a virtual machine, too: {@code ./martlet test --vm}. */
@EnabledIf(value = "isHere", disabledReason = "this machine has version 1")
class CgroupsV2IT extends CgroupsContract {
  static boolean isHere() throws IOException {
    return layout() instanceof CgroupLayout.Version2;
  }

  @Override
  Cgroups open(Path record) throws IOException {
    CgroupLayout.Version2 layout = (CgroupLayout.Version2) layout();
    return switch (new Delegation(layout, ProcessHandle.current().pid()).prepare()) {
      case Delegation.Result.Granted(Path parent) -> new CgroupsV2(parent, INSTANCE, record);
      case Delegation.Result.Refused(String message) -> throw new IllegalStateException(message);
    };
  }
}
