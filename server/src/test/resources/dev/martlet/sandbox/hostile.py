# What every hostile program of HostileIT starts with. It ends with status 0 if the wall held, and
# with 66 and a sentence if it did not.
import ctypes, errno, os, signal, socket, stat, sys, time

FACTS = dict(argument.split("=", 1) for argument in sys.argv[1:])
LIBC = ctypes.CDLL(None, use_errno=True)
X86 = os.uname().machine == "x86_64"
NUMBERS = {
    "acct": (163, 89), "add_key": (248, 217), "bpf": (321, 280), "chroot": (161, 51),
    "clock_settime": (227, 112), "clone": (56, 220), "clone3": (435, 435),
    "delete_module": (176, 106), "fanotify_init": (300, 262), "finit_module": (313, 273),
    "fsopen": (430, 430), "init_module": (175, 105), "inotify_init1": (294, 26),
    "io_setup": (206, 0), "io_uring_setup": (425, 425),
    "kcmp": (312, 272), "kexec_load": (246, 104), "keyctl": (250, 219),
    "memfd_secret": (447, 447), "mount": (165, 40), "mount_setattr": (442, 442),
    "move_mount": (429, 429), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "open_tree": (428, 428), "perf_event_open": (298, 241), "personality": (135, 92),
    "pidfd_getfd": (438, 438), "pivot_root": (155, 41), "process_madvise": (440, 440),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "ptrace": (101, 117),
    "quotactl": (179, 60), "reboot": (169, 142), "request_key": (249, 218), "setns": (308, 268),
    "sethostname": (170, 161), "settimeofday": (164, 170), "swapon": (167, 224),
    "sync": (162, 81), "syslog": (103, 116), "umount2": (166, 39), "unshare": (272, 97),
    "userfaultfd": (323, 282), "vhangup": (153, 58),
}


def broken(why):
    print("BROKEN:", why, flush=True)
    os._exit(66)


def call(name, *arguments):
    """The error number of a system call; 0 if it was done."""
    number = NUMBERS[name][0 if X86 else 1]
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    ctypes.set_errno(0)
    done = LIBC.syscall(ctypes.c_long(number), *words, *[ctypes.c_long(0)] * (6 - len(words)))
    return ctypes.get_errno() if done == -1 else 0


def refused(name, *arguments, errors=(errno.EPERM,)):
    error = call(name, *arguments)
    if error not in errors:
        broken(f"{name}{arguments} gave {errno.errorcode.get(error, error)}")


def forbidden(action, what, *errors):
    """Does something that must fail, with one of the errors if any are given."""
    try:
        got = action()
    except OSError as failure:
        if errors and failure.errno not in errors:
            broken(f"{what} failed otherwise than it should: {failure}")
        return
    broken(f"{what} worked: {str(got)[:80]}")


def read(path):
    with open(path, "rb") as file:
        return file.read(4096)


def unreadable(path):
    forbidden(lambda: read(path), f"reading {path}")


def unwritable(path, text=b"1"):
    def write():
        descriptor = os.open(path, os.O_WRONLY)
        try:
            os.write(descriptor, text)
        finally:
            os.close(descriptor)

    forbidden(write, f"writing {path}")


