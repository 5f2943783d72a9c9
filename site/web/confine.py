"""The child limits itself before it looks at the file: memory, time, no file written, no connection, no program."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import struct
import sys
from typing import Any, Protocol

FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.remove", "os.rename")


class Spending(Protocol):
    """What reading a file may cost."""

    @property
    def memory_bytes(self) -> int:
        """Of address space."""

    @property
    def cpu_seconds(self) -> int:
        """Of work."""


def confine(limits: Spending) -> None:
    """Give up what reading a file does not need. There is no way back."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hardest = resource.getrlimit(what)
        most = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)
    with contextlib.suppress(OSError, AttributeError):  # a kernel without it: the other limits hold
        _no_sockets()


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"the reader of files has no use for {event}")


CALLS = {"x86_64": (0xC000003E, (41, 53, 59, 322)), "aarch64": (0xC00000B7, (198, 199, 221, 281))}
"""Per machine: its number in the kernel's audit, and the numbers of socket, socketpair, execve, execveat."""

NONE: tuple[int, tuple[int, ...]] = (0, ())
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, ABOVE, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050001  # the latter answers "not permitted"


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _no_sockets() -> None:
    """Have the kernel refuse sockets and other programs, also to libraries that Python's hook does not see."""
    audit, calls = CALLS.get(os.uname().machine, NONE)
    if not audit or sys.platform != "linux":
        return
    # jumps count the steps to skip; the last step but one refuses, the last one allows
    steps = [(LOAD, 0, 0, 4), (EQUAL, 0, len(calls) + 2, audit), (LOAD, 0, 0, 0), (ABOVE, len(calls), 0, 0x40000000)]
    steps += [(EQUAL, len(calls) - 1 - place, 0, call) for place, call in enumerate(calls)]
    steps[-1] = (EQUAL, 0, 1, calls[-1])
    steps += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    packed = b"".join(struct.pack("=HBBI", *step) for step in steps)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(SECCOMP, FILTER, ctypes.byref(_Program(len(steps), packed)), 0, 0)
