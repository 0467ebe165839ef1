"""behind-filters.py CALL... -- COMMAND...: becomes the command, to which the kernel answers the named
system calls with EPERM, as it does behind the filters that systemd installs for a unit's settings.
`personality` is answered if it would change anything. Needs root."""

import ctypes
import os
import platform
import struct
import sys

NUMBERS = {
    "x86_64": {"init_module": 175, "delete_module": 176, "finit_module": 313, "syslog": 103,
               "personality": 135, "sethostname": 170},
    "aarch64": {"init_module": 105, "delete_module": 106, "finit_module": 273, "syslog": 116,
                "personality": 92, "sethostname": 161},
}[platform.machine()]
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
CALL, FIRST_ARGUMENT = 0, 16
ALLOW, REFUSE = 0x7FFF0000, 0x00050001


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def step(code, value, otherwise=0):
    return struct.pack("=HBBI", code, 0, otherwise, value)


def refuse(call):
    harmless = [step(LOAD, FIRST_ARGUMENT), step(IF_EQUAL, 0, 1), step(RETURN, ALLOW)]
    then = (harmless if call == "personality" else []) + [step(RETURN, REFUSE)]
    return b"".join([step(LOAD, CALL), step(IF_EQUAL, NUMBERS[call], len(then)), *then])


cut = sys.argv.index("--")
steps = b"".join(map(refuse, sys.argv[1:cut])) + step(RETURN, ALLOW)
program = Program(len(steps) // 8, steps)
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
    sys.exit("install filters: " + os.strerror(ctypes.get_errno()))
os.execvp(sys.argv[cut + 1], sys.argv[cut + 1:])
