#!/usr/bin/env bash
# package.sh PRODUCT JAVA-HOME: completes the product beside its jars, and trains the AOT cache by
# running it once as a user would: start, health, create a function, call it, stop.
set -euo pipefail
product=$1 java_home=$2
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
repository=$(readlink -f "$here/../..")

rm -rf "$product/guest" "$product/examples" "$product/aot"
mkdir -p "$product/guest" "$product/examples" "$product/aot"
cp -p "$repository/guest/target/guest/martlet-launcher" "$product/guest/"
for language in python node; do
  [[ ! -d $repository/guest/$language ]] || cp -r "$repository/guest/$language" "$product/guest/"
done
cp -r "$repository/guest/java/target/java" "$product/guest/"
[[ ! -d $repository/examples ]] || cp -r "$repository/examples/." "$product/examples/"
chmod -R a+rX "$product/guest"
cp "$here/jvm.sh" "$product/jvm.sh"
(cd "$product/lib" && sha256sum -- *.jar) | sha256sum >"$product/jars.sha256"

# ---- training -------------------------------------------------------------------------------

[[ -z ${MARTLET_NO_TRAINING:-} ]] || exit 0
echo "[INFO] Training the AOT cache"
exec "$here/train.sh" "$product" "$java_home"
