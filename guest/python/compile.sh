#!/bin/sh
# compile.sh DIRECTORY: keep the bootstrap's compiled form for the interpreters of this machine.
# One that is not here compiles it at each start, which takes 2 ms.
set -eu
target=$1
rm -rf "$target/__pycache__"
for python in /usr/bin/python3.[0-9] /usr/bin/python3.[0-9][0-9] \
  /usr/local/bin/python3.[0-9] /usr/local/bin/python3.[0-9][0-9]; do
  if [ -x "$python" ]; then
    # In a sandbox nothing is written beside the source, so nothing needs to be checked there.
    "$python" -I -S -m compileall -q -s "$target" -p /var/runtime \
      --invalidation-mode unchecked-hash "$target" ||
      echo "compile.sh: $python could not compile the bootstrap; it will do so at each start" >&2
  fi
done
