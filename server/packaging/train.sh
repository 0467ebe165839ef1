#!/usr/bin/env bash
# train.sh PRODUCT JAVA-HOME: trains the AOT cache by running the product once as a user would:
# start, health, create a function, call it, stop.
set -euo pipefail
product=$1 java_home=$2
unset "${!MARTLET_@}"
# shellcheck source=jvm.sh
. "$product/jvm.sh"
class_path=$(printf '%s\n' "$product"/lib/*.jar | LC_ALL=C sort | paste -sd:)
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
# What is learnt of methods is left out: from it the JVM would compile for half a second while it
# starts, in competition with the start, and so early a load's compilation gains nothing measurable.
"$java_home/bin/java" "${options[@]}" -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining \
  -XX:AOTCacheOutput="$aot" -Dmartlet.training=true \
  -cp "$class_path" dev.martlet.app.Main up --data "$data" --port 0 \
  >"$product/aot/training.log" 2>&1 </dev/null || true
printf '%s' "$made_for" >"$product/aot/made-for"
[[ -f $aot ]] || echo "[INFO] No AOT cache came of it: $product/aot/training.log tells why"
