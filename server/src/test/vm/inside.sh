#!/usr/bin/env bash
# inside.sh JAVA-HOME CLASS-PATH-FILE CLASS...: in the virtual machine, runs classes of tests as a
# service would be run, alone in a control group. Without classes, runs all that have to do with
# control groups, and then the product.
set -euo pipefail
java_home=$1 class_path=$(cat "$2")
shift 2
readonly java_home class_path all=(
  sandbox.CgroupsV2IT sandbox.SandboxesIT sandbox.ScratchIT sandbox.CrashIT sandbox.TurmoilIT
  sandbox.HostileIT pool.ExecutionEnvironmentIT)

run_tests() { # CLASS...
  local class selected=() group=/sys/fs/cgroup/tests.service
  for class in "$@"; do selected+=("--select-class=dev.martlet.$class"); done
  mkdir "$group"
  (
    echo 0 >"$group/cgroup.procs"
    # Compilers cost more than they give where a processor is emulated.
    exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
      -Dmartlet.test.patience=300 -Djunit.jupiter.execution.timeout.mode=disabled -cp "$class_path" org.junit.platform.console.ConsoleLauncher execute --disable-banner \
      --disable-ansi-colors --details=testfeed --fail-if-no-tests "${selected[@]}"
  )
}

run_product() {
  local data=/tmp/product server
  echo "martlet-vm: the product"
  ../martlet --no-install up --data "$data" &
  server=$!
  until [[ -e $data/run/endpoints.json ]] && answer=$(MARTLET_DATA=$data ../martlet invoke square -d '{"numbers": [2, 3, 4]}'); do
    kill -0 "$server"
    sleep 2
  done
  echo "martlet-vm: square answers $answer"
  MARTLET_DATA=$data ../martlet health
  kill -TERM "$server"
  wait "$server"
  [[ -z $(find /sys/fs/cgroup -type d -name 'martlet-[0-9a-f]*') ]]
}

if (($# > 0)); then
  run_tests "$@"
else
  run_tests "${all[@]}"
  run_product
fi
