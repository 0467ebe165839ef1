package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "isHere", disabledReason = "this machine has version 2 alone")
class CgroupsV1IT extends CgroupsContract {
  static boolean isHere() throws IOException {
    return layout() instanceof CgroupLayout.Version1;
  }

  @Override
  Cgroups open(Path record) throws IOException {
    return new CgroupsV1((CgroupLayout.Version1) layout(), INSTANCE, record);
  }
}
