package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

class CgroupsV1IT extends CgroupsContract {
  @Override
  Cgroups open(Path record) throws IOException {
    CgroupLayout layout =
        CgroupLayout.of(
            Files.readAllLines(Path.of("/proc/self/mountinfo")),
            Files.readAllLines(Path.of("/proc/self/cgroup")),
            Optional.empty());
    return switch (layout) {
      case CgroupLayout.Version1 version1 ->
          new CgroupsV1(version1, "martlet-contract-" + ProcessHandle.current().pid(), record);
      case CgroupLayout.Missing missing -> throw new IllegalStateException(missing.toString());
    };
  }
}
