#!/bin/sh
# Compiles the launcher: build.sh TARGET_FOLDER. Does nothing if it is newer than its sources.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
target=$1
launcher=$target/martlet-launcher

if [ -x "$launcher" ] && [ -z "$(find "$here" -type f -newer "$launcher")" ]; then
  exit 0
fi
compiler=${CC:-cc}
command -v "$compiler" >/dev/null || {
  echo "No C compiler: $compiler was not found. On Debian and Ubuntu: apt-get install gcc libc6-dev" >&2
  exit 1
}
mkdir -p "$target"
sed 's/#.*//' "$here/syscalls.allow" |
  awk 'NF { printf "#ifdef SYS_%s\nSYS_%s,\n#endif\n", $1, $1 }' >"$target/allowed.inc"
# Not -Werror: a newcomer's compiler may be newer than any that we know.
warnings="-std=gnu17 -Wall -Wextra -Wconversion -Wshadow"
# shellcheck disable=SC2086
{
  "$compiler" -O1 $warnings -I"$target" -o "$target/filter" "$here/filter.c"
  "$target/filter" >"$target/filter.inc"
  "$compiler" -O2 $warnings -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -static \
    -I"$target" -o "$launcher.new" "$here/launcher.c" "$here/order.c" "$here/root.c" "$here/memory.c" \
    "$here/relay.c" "$here/family.c"
}
mv "$launcher.new" "$launcher"
