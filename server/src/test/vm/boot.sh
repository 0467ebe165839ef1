#!/usr/bin/env bash
# boot.sh FOLDER COMMAND...: boots a virtual machine with control groups of version 2 alone, runs the
# command in it, and ends as the command does. The machine sees this one's files, and what it writes
# goes with it. Its kernel is the distribution's, unpacked below FOLDER and never installed. Called by
# ./martlet test --vm.
set -euo pipefail
folder=$1
shift
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
readonly folder here
readonly processors=2 megabytes=4096 disk=12G
# What the kernel needs before it sees this machine's files, and what sandboxes use.
readonly modules=(virtio_pci virtio_blk 9pnet_virtio 9p overlay ext4 loop)

fail() {
  printf 'martlet: %s\n' "$@" >&2
  exit 2
}

fetch_kernel() {
  local architecture package
  architecture=$(dpkg --print-architecture)
  # The package of the newest one has no more than its name.
  package=$(apt-cache depends "linux-image-$architecture" 2>/dev/null |
    sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  [[ -n $package ]] || fail "a virtual machine needs a kernel, and this distribution has no package linux-image-$architecture."
  echo "martlet: fetching the kernel for the virtual machine, $package, into $folder." >&2
  rm -rf "$folder/kernel" "$folder/kernel.new"
  mkdir -p "$folder/kernel.new"
  (cd "$folder/kernel.new" && apt-get download "$package" >download.log 2>&1) ||
    fail "apt-get could not download $package: $(tail -n 1 "$folder/kernel.new/download.log")"
  dpkg-deb -x "$folder"/kernel.new/*.deb "$folder/kernel.new"
  rm "$folder"/kernel.new/*.deb
  # Where / is one with /usr, so are a package's folders.
  [[ -d $folder/kernel.new/lib/modules ]] || ln -s usr/lib "$folder/kernel.new/lib"
  mv "$folder/kernel.new" "$folder/kernel"
}

make_start() { # the archive that the kernel starts from: a shell, modules, and the way to the rest
  local root=$folder/start version module
  version=$(basename "$folder"/kernel/lib/modules/*)
  rm -rf "$root"
  mkdir -p "$root"/{bin,modules,new}
  cp "$(command -v busybox)" "$root/bin/busybox"
  depmod -b "$folder/kernel" "$version"
  for module in "${modules[@]}"; do
    modprobe --dirname "$folder/kernel" --set-version "$version" --show-depends "$module" |
      sed -n 's/^insmod \([^ ]*\).*/\1/p'
  done | awk '!seen[$0]++' >"$folder/modules"
  : >"$root/modules/order"
  while read -r module; do
    case $module in
      *.xz) xz -dc "$module" >"$root/modules/$(basename "$module" .xz)" ;;
      *.zst) zstd -qdc "$module" >"$root/modules/$(basename "$module" .zst)" ;;
      *) cp "$module" "$root/modules/" ;;
    esac
    basename "$module" | sed 's/\.ko.*/.ko/' >>"$root/modules/order"
  done <"$folder/modules"
  install -m 755 "$here/start.sh" "$root/init"
  (cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) >"$folder/start.gz"
  rm -rf "$root"
}

# A processor that says it can, and a device that lets us.
accelerator() {
  if [[ -w /dev/kvm ]] && { [[ $(uname -m) != x86_64 ]] || grep -qwE 'vmx|svm' /proc/cpuinfo; }; then
    echo kvm -cpu host
  else
    echo tcg,thread=multi -cpu max
  fi
}

boot() {
  local emulator machine console
  case $(uname -m) in
    x86_64) emulator=qemu-system-x86_64 machine=q35 console=ttyS0 ;;
    aarch64) emulator=qemu-system-aarch64 machine=virt console=ttyAMA0 ;;
  esac
  # shellcheck disable=SC2046 # a word each
  "$emulator" -machine "$machine" -accel $(accelerator) -smp "$processors" -m "$megabytes" \
    -nodefaults -display none -serial stdio -no-reboot -nic none \
    -kernel "$(echo "$folder"/kernel/boot/vmlinuz-*)" -initrd "$folder/start.gz" \
    -append "console=$console quiet panic=-1 cgroup_no_v1=all MARTLET_INIT=$here/init.sh MARTLET_COMMAND=$folder/command" \
    -virtfs local,path=/,mount_tag=machine,security_model=none,readonly=on,multidevs=remap \
    -drive "file=$folder/disk,format=raw,if=virtio,cache=unsafe" </dev/null
}

[[ -d $folder/kernel ]] || fetch_kernel
make_start
rm -f "$folder/disk"
truncate -s "$disk" "$folder/disk"
mkfs.ext4 -q -F "$folder/disk"
{
  printf 'cd %q\n' "$PWD"
  printf '%q ' "$@"
} >"$folder/command"
boot | tee "$folder/console.log" | sed -u 's/\r$//; /^martlet-vm: end/d' || true
rm -f "$folder/disk"
status=$(sed -n 's/^martlet-vm: end \([0-9]*\).*/\1/p' "$folder/console.log" | tail -n 1)
[[ -n $status ]] || fail "the virtual machine ended before the tests did; all that it said is in $folder/console.log."
exit "$status"
