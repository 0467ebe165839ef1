package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.util.List;

/**
 * One hostile program: what it tries, in Python after {@code hostile.py}, and how it must end. It
 * exits with 0 only if every try was refused.
 */
record Attack(String name, ByteSize memory, Ending ending, String program) {
  private static final ByteSize SMALL = ByteSize.megabytes(64);
  private static final ByteSize LARGE = ByteSize.megabytes(1024);
  private static final Ending HELD = new Ending.Exited(0);
  private static final int SIGSYS = 31;

  @Override
  public String toString() {
    return name;
  }

  private static Attack held(String name, String program) {
    return new Attack(name, SMALL, HELD, program);
  }

  static final List<Attack> ALL =
      List.of(
          held(
              "reads files of the host",
              """
              for path in ("/etc/shadow", "/root", "/home", "/boot", "/run", "/var/lib", "/var/log",
                           "/sys", "/etc/ssl/private", "/etc/hostname", "/etc/resolv.conf"):
                  if os.path.exists(path):
                      broken(path + " is there")
              if set(os.listdir("/")) - {"bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr",
                                         "etc", "dev", "proc", "opt", "var", "tmp"}:
                  broken(f"the root has {os.listdir('/')}")
              if set(os.listdir("/var")) - {"task", "lang", "runtime"}:
                  broken(f"/var has {os.listdir('/var')}")
              if os.stat("/..").st_ino != os.stat("/").st_ino:
                  broken("there is something above the root")
              """),
          held(
              "reads the platform's data and its launchers' socket",
              """
              unreadable(FACTS["data"] + "/run/cgroups")
              unreadable("/proc/1/root" + FACTS["data"] + "/run/cgroups")
              def knock():
                  with socket.socket(socket.AF_UNIX) as door:
                      door.connect(FACTS["data"] + "/run/launchers")
              forbidden(knock, "connecting to the launchers' socket")
              """),
          held(
              "reads another function's code",
              """
              unreadable(FACTS["neighbour"])
              if os.listdir("/var/task") != ["hostile.py"]:
                  broken(f"/var/task has {os.listdir('/var/task')}")
              """),
          held(
              "changes its own code, the system, or anything outside /tmp",
              """
              for folder in ("/", "/var/task", "/usr", "/usr/bin", "/etc", "/dev", "/opt", "/proc"):
                  forbidden(lambda: open(folder + "/new", "w"), "a new file in " + folder)
                  forbidden(lambda: os.mkdir(folder + "/newer"), "a new folder in " + folder)
              forbidden(lambda: os.chmod("/var/task/hostile.py", 0o777), "chmod of code")
              forbidden(lambda: os.rename("/etc/passwd", "/tmp/passwd"), "moving /etc/passwd")
              forbidden(lambda: os.unlink("/etc/hosts"), "removing /etc/hosts")
              for line in open("/proc/self/mountinfo"):
                  fields = line.split()
                  if fields[5].split(",")[0] == "rw" and fields[4] != "/tmp":
                      broken("writable mount " + line)
              """),
          held(
              "looks at other processes through /proc",
              """
              mine = {1, os.getpid()}
              others = {int(name) for name in os.listdir("/proc") if name.isdigit()} - mine
              if others:
                  broken(f"sees processes {others}")
              for file in ("environ", "maps", "mem", "stack", "syscall", "root", "cwd", "fd"):
                  path = "/proc/1/" + file
                  act = os.listdir if file == "fd" else os.readlink if file in ("root", "cwd") else read
                  forbidden(lambda: act(path), "looking at " + path)
              """),
          held(
              "reaches a listener of the host",
              """
              for address in ("127.0.0.1", "0.0.0.0", "::1", FACTS["host"]):
                  family = socket.AF_INET6 if ":" in address else socket.AF_INET
                  def knock():
                      with socket.socket(family, socket.SOCK_STREAM) as knocking:
                          knocking.settimeout(2)
                          knocking.connect((address, int(FACTS["port"])))
                  forbidden(knock, "connecting to " + address)
              """),
          held(
              "reaches the internet, a metadata service or a name server",
              """
              for address in ("1.1.1.1", "169.254.169.254", "10.0.0.1", "192.168.0.1"):
                  def send():
                      with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
                          out.sendto(b"x", (address, 53))
                  forbidden(send, "sending to " + address, errno.ENETUNREACH)
              forbidden(lambda: socket.getaddrinfo("example.com", 80), "resolving a name")
              """),
          held(
              "opens raw, packet, vsock, netlink and crypto sockets",
              """
              raw = [(socket.AF_INET, socket.SOCK_RAW, 1), (socket.AF_INET6, socket.SOCK_RAW, 58),
                     (17, socket.SOCK_RAW, 0x300), (17, socket.SOCK_DGRAM, 0x300),
                     (40, socket.SOCK_STREAM, 0), (38, socket.SOCK_SEQPACKET, 0),
                     (31, socket.SOCK_RAW, 1), (29, socket.SOCK_RAW, 1), (44, socket.SOCK_RAW, 0)]
              raw += [(16, socket.SOCK_RAW, protocol) for protocol in range(1, 23)]
              for family, kind, protocol in raw:
                  forbidden(lambda: socket.socket(family, kind, protocol),
                            f"socket({family}, {kind}, {protocol})", errno.EPERM)
              """),
          held(
              "mounts and moves roots",
              """
              for name in ("mount", "umount2", "pivot_root", "chroot", "open_tree", "fsopen",
                           "move_mount", "mount_setattr", "swapon"):
                  refused(name)
              refused("mount", b"none", b"/tmp", b"tmpfs", 0, 0)
              refused("mount", b"proc", b"/tmp", b"proc", 0, 0)
              refused("umount2", b"/proc/kcore", 2)
              """),
          held(
              "traces and writes into other processes",
              """
              for request in (0, 16, 0x4206):
                  refused("ptrace", request, 1)
              for name in ("process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd",
                           "kcmp"):
                  refused(name, 1)
              forbidden(lambda: os.open("/proc/1/mem", os.O_RDWR), "opening pid 1's memory")
              """),
          held(
              "makes and enters namespaces",
              """
              for flag in (0x10000000, 0x20000000, 0x40000000, 0x00020000, 0x02000000, 0x04000000,
                           0x08000000):
                  refused("unshare", flag)
                  refused("clone", flag | signal.SIGCHLD)
              refused("clone3", errors=(errno.ENOSYS,))
              refused("setns", 3, 0)
              for name in os.listdir("/proc/self/ns"):
                  refused("setns", os.open("/proc/self/ns/" + name, os.O_RDONLY), 0)
              """),
          new Attack(
              "eats all memory",
              SMALL,
              new Ending.OutOfMemory(),
              """
              hoard = []
              while True:
                  hoard.append(bytearray(1 << 20))
              """),
          new Attack(
              "eats all memory in files that have no name",
              SMALL,
              new Ending.OutOfMemory(),
              """
              hidden = os.memfd_create("hoard")
              while True:
                  os.write(hidden, b"x" * (1 << 20))
              """),
          held(
              "fills /tmp",
              """
              try:
                  with open("/tmp/big", "wb") as big:
                      while True:
                          big.write(b"x" * (1 << 20))
              except OSError as failure:
                  if failure.errno != errno.ENOSPC:
                      raise
              if os.path.getsize("/tmp/big") > int(FACTS["memory"]):
                  broken("/tmp is larger than memory")
              """),
          new Attack(
              "forks without end",
              LARGE,
              HELD,
              """
              children = 0
              while True:
                  try:
                      child = os.fork()
                  except OSError as failure:
                      if failure.errno != errno.EAGAIN:
                          raise
                      break
                  if child == 0:
                      signal.pause()
                  children += 1
                  if children > int(FACTS["processes"]):
                      broken(f"{children} processes")
              """),
          held(
              "opens descriptors without end",
              """
              import resource
              try:
                  resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 16, 1 << 16))
                  broken("raised the limit of descriptors")
              except (ValueError, OSError):
                  pass
              opened = 0
              try:
                  while True:
                      os.open("/dev/null", os.O_RDONLY)
                      opened += 1
              except OSError as failure:
                  if failure.errno != errno.EMFILE:
                      raise
              if opened >= 1024:
                  broken(f"{opened} descriptors")
              """),
          held(
              "floods its log",
              """
              line = b"spam " * 13107
              for i in range(1000):
                  os.write(1 + i % 2, line)
              """),
          new Attack(
              "spins on every core and ignores signals",
              SMALL,
              new Ending.Killed(KillReason.TIMED_OUT),
              """
              for number in range(1, 32):
                  try:
                      signal.signal(number, signal.SIG_IGN)
                  except OSError:
                      pass
              os.fork()
              os.fork()
              print("spinning", flush=True)
              while True:
                  pass
              """),
          held(
              "changes the kernel's settings",
              """
              for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname",
                           "/proc/sys/vm/drop_caches", "/proc/sys/net/ipv4/ip_forward",
                           "/proc/sysrq-trigger", "/proc/self/oom_score_adj", "/proc/self/mem",
                           "/proc/self/uid_map", "/proc/self/setgroups", "/proc/irq"):
                  if os.path.exists(path):
                      unwritable(path)
              for name in ("sethostname", "settimeofday", "clock_settime", "reboot", "acct",
                           "quotactl", "vhangup", "sync", "personality"):
                  refused(name)
              """),
          held(
              "uses the kernel's key rings",
              """
              refused("add_key", b"user", b"a", b"b", 1, -4)
              refused("request_key", b"user", b"a", 0, 0)
              for operation in range(0, 32):
                  refused("keyctl", operation, -3)
              if read("/proc/keys") or read("/proc/key-users"):
                  broken("sees keys")
              """),
          held(
              "makes and opens devices",
              """
              for kind in (stat.S_IFBLK, stat.S_IFCHR):
                  for major, minor in ((254, 0), (8, 0), (1, 1), (10, 232), (10, 237), (5, 0)):
                      forbidden(lambda: os.mknod("/tmp/device", 0o666 | kind, os.makedev(major, minor)),
                                f"mknod {major}:{minor}", errno.EPERM)
              if set(os.listdir("/dev")) - {"null", "zero", "full", "random", "urandom", "fd",
                                            "stdin", "stdout", "stderr"}:
                  broken(f"/dev has {os.listdir('/dev')}")
              """),
          held(
              "gains rights from set-user-id programs",
              """
              import subprocess
              for change in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0])):
                  forbidden(change, "becoming root", errno.EPERM)
              status = open("/proc/self/status").read()
              for line in ("CapPrm:\\t0000000000000000", "CapEff:\\t0000000000000000",
                           "CapBnd:\\t0000000000000000", "CapAmb:\\t0000000000000000",
                           "NoNewPrivs:\\t1", "Seccomp:\\t2"):
                  if line not in status:
                      broken(f"not {line}: {status}")
              for folder in ("/", "/usr", "/tmp", "/var/task", "/dev", "/proc"):
                  if not os.statvfs(folder).f_flag & os.ST_NOSUID:
                      broken(folder + " honours set-user-id")
              for program in ("/usr/bin/su", "/usr/bin/passwd", "/usr/bin/mount", "/usr/bin/chsh"):
                  if os.path.exists(program):
                      run = subprocess.run([program, "-c", "id -u"], capture_output=True,
                                           stdin=subprocess.DEVNULL)
                      if run.stdout.strip() == b"0":
                          broken(program + " ran as root")
              """),
          held(
              "leaves its control group",
              """
              if os.path.exists("/sys"):
                  broken("/sys is there")
              for line in open("/proc/self/cgroup"):
                  if line.strip().split(":")[2] != "/":
                      broken("sees where it is: " + line)
              refused("mount", b"cgroup", b"/tmp", b"cgroup", 0, b"memory")
              refused("mount", b"cgroup2", b"/tmp", b"cgroup2", 0, 0)
              """),
          held(
              "calls what has let others out before",
              """
              for name in ("io_uring_setup", "bpf", "perf_event_open", "userfaultfd", "kexec_load",
                           "init_module", "finit_module", "delete_module", "fanotify_init",
                           "open_by_handle_at", "name_to_handle_at", "memfd_secret", "syslog",
                           "io_setup", "inotify_init1"):
                  refused(name)
              """),
          held(
              "signals processes of the host and pid 1",
              """
              for process in (int(FACTS["server"]), int(FACTS["server"]) + 1):
                  if not os.path.exists(f"/proc/{process}"):
                      forbidden(lambda: os.kill(process, signal.SIGKILL), f"killing {process}",
                                errno.ESRCH)
              for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGSEGV):
                  os.kill(1, number)
              forbidden(lambda: os.kill(-1, signal.SIGKILL), "killing everything", errno.ESRCH)
              time.sleep(0.05)
              if open("/proc/1/stat").read().split(") ")[1][0] != "S":
                  broken("pid 1 does not sleep any more")
              """),
          held(
              "types into a terminal",
              """
              import fcntl
              for request in (0x5412, 0x541C):
                  for descriptor in (0, 1, 3):
                      forbidden(lambda: fcntl.ioctl(descriptor, request, b"x"), f"ioctl {request:x}",
                                errno.EPERM)
                  high = ctypes.c_long(request | 1 << 32)
                  ctypes.set_errno(0)
                  LIBC.syscall(ctypes.c_long(16 if X86 else 29), ctypes.c_long(0), high, b"x")
                  if ctypes.get_errno() != errno.EPERM:
                      broken("the upper half of a number fools the filter")
              forbidden(lambda: open("/dev/tty"), "opening the terminal")
              """),
          new Attack(
              "calls through a foreign interface",
              SMALL,
              new Ending.Signalled(SIGSYS),
              """
              if X86:
                  LIBC.syscall(ctypes.c_long(0x40000000 + 39))
              else:
                  os.kill(os.getpid(), 31)
              broken("a foreign call went through")
              """),
          new Attack(
              "leaves a daemon behind",
              SMALL,
              new Ending.Exited(7),
              """
              if os.fork() == 0:
                  os.setsid()
                  if os.fork() == 0:
                      signal.signal(signal.SIGHUP, signal.SIG_IGN)
                      while True:
                          time.sleep(1000)
                  os._exit(0)
              os._exit(7)
              """),
          held(
              "crashes to leave a core dump or to start the host's handler of them",
              """
              import resource
              if resource.getrlimit(resource.RLIMIT_CORE) != (1, 1):
                  broken(f"core limit {resource.getrlimit(resource.RLIMIT_CORE)}")
              os.chdir("/tmp")
              child = os.fork()
              if child == 0:
                  os.abort()
              status = os.waitpid(child, 0)[1]
              if os.WCOREDUMP(status) or os.listdir("/tmp"):
                  broken(f"dumped {os.listdir('/tmp')}")
              """),
          held(
              "sends its descriptors to the platform, so that they outlive it",
              """
              import array
              def send():
                  with socket.socket(fileno=os.dup(3)) as events:
                      rights = array.array("i", [4])
                      events.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
              forbidden(send, "sending a descriptor to where nobody reads", errno.EPIPE)
              """),
          held(
              "learns about the host's load and make",
              """
              for name in ("cmdline", "kallsyms", "modules", "interrupts", "diskstats", "partitions",
                           "vmstat", "zoneinfo", "timer_list", "config.gz", "swaps", "iomem"):
                  path = "/proc/" + name
                  if os.path.exists(path) and read(path):
                      broken(path + " tells something")
              total = int(open("/proc/meminfo").readline().split()[1]) * 1024
              if total != int(FACTS["memory"]):
                  broken(f"sees {total} bytes of memory")
              if not read("/proc/loadavg").startswith(b"0.00 0.00 0.00"):
                  broken("sees the load")
              if os.uname().nodename != "sandbox":
                  broken("sees the host's name")
              """));
}
