#!/bin/busybox sh
# The virtual machine's first process: makes a root of the machine's files, as they are, with a disk
# over them for whatever is written, and goes on there as init.sh.
PATH=/bin
/bin/busybox --install -s /bin
mkdir -p /proc /sys /dev /machine /disk
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
while read -r module; do
  insmod "/modules/$module" || echo "martlet-vm: no module $module"
done </modules/order
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 machine /machine
mount -t ext4 -o noatime /dev/vda /disk
mkdir /disk/written /disk/work /disk/tmp
chmod 1777 /disk/tmp
mount -t overlay -o lowerdir=/machine,upperdir=/disk/written,workdir=/disk/work overlay /new
mount --bind /disk/tmp /new/tmp
mount -t proc proc /new/proc
mount -t sysfs sysfs /new/sys
mount -t devtmpfs devtmpfs /new/dev
mkdir -p /new/dev/shm /new/dev/pts
mount -t tmpfs tmpfs /new/dev/shm
mount -t devpts devpts /new/dev/pts
mount -t tmpfs tmpfs /new/run
mount -t cgroup2 -o nsdelegate cgroup2 /new/sys/fs/cgroup
ip link set lo up
umount /dev /sys /proc
exec switch_root /new /bin/bash "$MARTLET_INIT" "$MARTLET_COMMAND"
