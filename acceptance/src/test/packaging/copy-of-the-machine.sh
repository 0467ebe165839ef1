# copy-of-the-machine.sh PACKAGES: inside a mount namespace of its own, makes a copy of the machine
# that can be changed at will, without JDKs, build tools and platforms, with the packages at
# /packages. Says "ready", and ends with its standard input, and the copy with it.
set -euo pipefail
packages=$1 copy=$(mktemp -d)
mount -t tmpfs -o mode=755 tmpfs "$copy"
rmdir_outside=$copy
mkdir "$copy"/{changes,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$copy/changes,workdir=$copy/work" "$copy/root"
cd "$copy/root"
for folder in proc sys dev run; do mount --rbind "/$folder" "$folder"; done
mkdir packages outside
mount --bind "$packages" packages
pivot_root . outside
umount -l /outside
rm -rf /outside "$rmdir_outside" /var/lib/martlet /etc/martlet /usr/lib/jvm
rm -f /usr/bin/{java,javac,jlink,gcc,cc,mvn} /usr/local/bin/{java,javac,jlink,gcc,cc,mvn}
echo ready
cat >/dev/null
