#!/usr/bin/env bash
# package.sh JAVA-HOME FOLDER: makes from the built products a tarball and a Debian package that
# need neither a JDK nor build tools, for machines of this one's kind. Called by ./martlet package.
set -euo pipefail
java_home=$1 folder=$2
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(readlink -f "$here/..")
version=$(sed -n '0,/<version>/s/.*<version>\(.*\)<.*/\1/p' "$root/pom.xml")
readonly java_home folder here root version
readonly home=$folder/martlet-$version debian=$folder/debian

# All of Java SE, because the runtime runs functions in Java too; and what the platform and usual
# libraries use beyond it.
readonly modules=java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.nio.mapmode,jdk.security.auth,jdk.unsupported,jdk.xml.dom,jdk.zipfs

say() { printf 'martlet: %s\n' "$*" >&2; }
fail() {
  say "$@"
  exit 2
}

make_runtime() {
  [[ -x $java_home/bin/jlink ]] ||
    fail "the JDK in $java_home has no jlink, which cuts out the runtime: install a full one, or set JAVA_HOME to it."
  "$java_home/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages \
    --compress zip-6 --generate-cds-archive --output "$home/runtime" >"$folder/jlink.log" 2>&1 || {
    cat "$folder/jlink.log" >&2
    fail "jlink could not cut the runtime out of the JDK in $java_home."
  }
}

copy_products() {
  cp -a "$root/server/target/martlet" "$home/server"
  rm -rf "$home/server/aot" "$home/server/built"
  mkdir "$home/server/aot" "$home/cli"
  cp -a "$root/cli/target/martlet-cli/lib" "$home/cli/lib"
  cp "$here/martlet" "$here/martlet.yaml" "$here/martlet.service" "$home/"
  uname -sm >"$home/machine"
  mkdir "$home/doc"
  cp "$root/README.md" "$root/SPECIFICATION.md" "$root/ARCHITECTURE.md" "$root"/docs/* "$home/doc/"
  sed -i 's#(docs/#(#g' "$home"/doc/{README,SPECIFICATION,ARCHITECTURE}.md
  cp "$root/wire/models/NOTICE" "$here/copyright" "$home/doc/"
  chmod -R u=rwX,go=rX "$home"
}

train() { # the caches belong to the very runtime that they are packed with
  "$root/server/packaging/train.sh" "$home/server" "$home/runtime"
  "$home/runtime/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xlog:disable \
    -XX:AOTCacheOutput="$home/cli/cli.aot" \
    -cp "$(printf '%s\n' "$home"/cli/lib/*.jar | LC_ALL=C sort | paste -sd:)" \
    dev.martlet.cli.Main --help >/dev/null 2>&1 </dev/null || true
  compgen -G "$home/server/aot/*.aot" >/dev/null ||
    say "there is no AOT cache in the package, so that it starts more slowly: training starts a platform, which this machine refuses."
  rm -f "$home/server/aot/training.log"
}

make_tarball() {
  tar --create --gzip --owner=0 --group=0 --directory="$folder" \
    --file="$folder/martlet-$version-linux-$(uname -m).tar.gz" "martlet-$version"
}

least_libc() { # what the native code asks for, the runtime's and the jars' alike
  find "$home/runtime" -name '*.so' -exec grep -aoh 'GLIBC_2\.[0-9]*' {} + |
    sort -uV | tail -n 1 | cut -d_ -f2
}

libraries() { # a distribution's own JDK uses the distribution's libraries, and a JDK of elsewhere none
  local file package
  for file in $(find "$home/runtime" -name '*.so' -exec ldd {} + 2>/dev/null |
    sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | sort -u); do
    [[ $file != "$home"/* ]] || continue
    package=$(dpkg -S "$(readlink -f "$file")" 2>/dev/null | head -n 1 | cut -d: -f1)
    # For windows, which functions do not open; those who do install them.
    case $package in '' | libc6 | libx* | libwayland* | libasound* | libgcc* | libbsd* | libmd0) ;; *) echo "$package" ;; esac
  done | sort -u | sed 's/^/, /' | tr -d '\n'
}

make_debian() {
  command -v dpkg-deb >/dev/null || {
    say "there is no dpkg-deb here, so the tarball is all."
    return 0
  }
  mkdir -p "$debian"/{DEBIAN,usr/lib,usr/bin,usr/share/doc,usr/share/bash-completion/completions} \
    "$debian"/{usr/share/zsh/vendor-completions,etc/martlet,usr/lib/systemd/system}
  cp -a --link "$home" "$debian/usr/lib/martlet"
  ln -s ../lib/martlet/martlet "$debian/usr/bin/martlet"
  mv "$debian/usr/lib/martlet/doc" "$debian/usr/share/doc/martlet"
  mv "$debian/usr/lib/martlet/martlet.yaml" "$debian/etc/martlet/"
  mv "$debian/usr/lib/martlet/martlet.service" "$debian/usr/lib/systemd/system/"
  mv "$debian/usr/lib/martlet/completion/bash" "$debian/usr/share/bash-completion/completions/martlet"
  mv "$debian/usr/lib/martlet/completion/zsh" "$debian/usr/share/zsh/vendor-completions/_martlet"
  rmdir "$debian/usr/lib/martlet/completion"
  cp "$here"/debian/* "$debian/DEBIAN/"
  chmod 755 "$debian"/DEBIAN/{postinst,prerm,postrm}
  local architecture
  architecture=$(dpkg --print-architecture)
  sed -i -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
    -e "s/@SIZE@/$(du -sk --apparent-size "$debian" | cut -f1)/" -e "s/@LIBC@/$(least_libc)/" \
    -e "s/@LIBRARIES@/$(libraries)/" "$debian/DEBIAN/control"
  (cd "$debian" && find usr -type f -print0 | xargs -0 md5sum >DEBIAN/md5sums)
  dpkg-deb --root-owner-group -Zxz -z1 --build "$debian" \
    "$folder/martlet_${version}_$architecture.deb" >/dev/null
}

umask 022
rm -rf "$folder"
mkdir -p "$home"
say "cutting the runtime out of the JDK in $java_home."
make_runtime
copy_products
say "training the AOT caches."
train
mkdir "$home/completion"
for shell in bash zsh; do "$home/martlet" completion "$shell" >"$home/completion/$shell"; done
say "packing."
make_tarball
make_debian
rm -rf "$home" "$debian" "$folder/jlink.log"
ls -d "$folder"/*
