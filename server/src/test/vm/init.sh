#!/usr/bin/env bash
# init.sh COMMAND-FILE: the virtual machine's first process: runs the command, tells how it ended, and
# switches the machine off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
echo "martlet-vm: Linux $(uname -r), control groups of version 2: $(cat /sys/fs/cgroup/cgroup.controllers)"
bash "$1" </dev/null
echo "martlet-vm: end $?"
sync
echo b >/proc/sysrq-trigger
