#!/usr/bin/env bash
# service.sh: in a virtual machine that systemd runs, starts the platform as its unit says, with the
# product that was built here, kills it, lets systemd restart it, and stops it.
set -euo pipefail
root=$(readlink -f ..)
group=/sys/fs/cgroup/system.slice/martlet.service
readonly root group

say() { echo "martlet-vm: $*"; }
fail() {
  say "$*"
  journalctl -u martlet --no-pager | tail -n 30
  exit 1
}

answers() {
  local answer
  for _ in {1..120}; do
    answer=$("$root/martlet" invoke square -d '{"numbers": [2, 3, 4]}' 2>/dev/null) && break
    systemctl is-failed --quiet martlet && fail "the service has failed"
    sleep 1
  done
  [[ -n $answer ]] || fail "nobody answers"
  say "square answers $answer"
}

sed "s#^ExecStart=.*#ExecStart=$root/martlet up --config $root/packaging/martlet.yaml#" \
  "$root/packaging/martlet.service" >/run/systemd/system/martlet.service
systemctl daemon-reload
systemctl start martlet
answers
first=$(systemctl show --property=MainPID --value martlet)
[[ $(cat "$group/martlet-server/cgroup.procs") == *$first* ]] || fail "it has not stepped down"
[[ -z $(cat "$group/cgroup.procs") ]] || fail "somebody has stayed above"
[[ -n $(find "$group" -path '*/martlet-*/*/cgroup.freeze') ]] || fail "no sandbox is below the unit"
say "systemd $(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p') runs it in $(ls -d "$group"/*/ | xargs -n 1 basename | paste -sd' ')"

kill -KILL "$first"
for _ in {1..60}; do
  [[ $(systemctl show --property=MainPID --value martlet) == @(0|"$first") ]] || break
  sleep 1
done
answers
say "it was killed and restarted"

systemctl stop martlet
[[ $(systemctl show --property=Result --value martlet) == success ]] || fail "it did not stop well"
[[ ! -e $group ]] || fail "its control group has stayed: $(find "$group" -type d)"
say "it was stopped, and nothing is left"
