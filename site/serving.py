"""The parent of the web server and the worker: one command in the foreground that starts, watches and ends both."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from types import FrameType

LOOK_EVERY = 0.2  # seconds
ENDS_ALLOWED, ENDS_WITHIN = 3, 30.0  # a child that ends this often within so many seconds will not come up by itself
ANSWER_WITHIN = 10  # seconds for requests in flight when the site is told to end
PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


class Child:
    """One of our processes, in a session of its own: Ctrl-C reaches only us, and its whole group can be ended."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Name and describe the child; `start` runs it."""
        self.name, self.command, self.environment = name, command, dict(environment)
        self.process: subprocess.Popen[bytes] | None = None
        self.ends: deque[float] = deque(maxlen=ENDS_ALLOWED)

    def start(self) -> None:
        """Run it; the system ends it when we are gone."""
        follow = _follower(os.getpid()) if sys.platform == "linux" else None
        self.process = subprocess.Popen(  # noqa: S603 - a command of ours
            self.command, env=self.environment, start_new_session=True, preexec_fn=follow
        )

    def ended(self) -> bool:
        """Tell whether it was started and runs no longer."""
        return self.process is not None and self.process.poll() is not None

    def ends_too_often(self) -> bool:
        """Note that it ended now; tell whether starting it again is of no use."""
        self.ends.append(time.monotonic())
        return len(self.ends) == ENDS_ALLOWED and self.ends[-1] - self.ends[0] < ENDS_WITHIN

    def ask_to_end(self) -> None:
        """Ask it to finish what it does and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def clear(self) -> None:
        """End whatever is left of it: a killed server leaves its own workers alive, and they hold the port."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Serving:
    """Web server and worker, watched until somebody ends them or they will not stay up."""

    def __init__(self, children: Sequence[Child], host: str, port: int, say: Say) -> None:
        """Watch `children`; the first is the web server, which answers on `host` and `port`."""
        self.children, self.host, self.port, self.say = children, host, port, say
        self.answers = False
        self.told = 0  # how often we were told to end

    def run(self) -> int:
        """Serve until told to end; return the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        try:
            self.children[0].start()
            while not self.told:
                if not self.answers and answers(self.host, self.port):
                    self.answers = True
                    self.say(f"Kavling is at http://{_readable(self.host)}:{self.port} (Ctrl-C ends it)")
                    for child in self.children[1:]:  # only now: two that load at once take twice as long
                        child.start()
                for child in self.children:
                    if child.ended() and not self._again(child):
                        return 1
                time.sleep(LOOK_EVERY)
            self._finish()
            return 0
        finally:
            for child in self.children:
                child.clear()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.told += 1

    def _again(self, child: Child) -> bool:
        """Start a child that ended once more; tell whether that was of use."""
        assert child.process is not None
        status = child.process.poll()
        child.clear()
        if child.ends_too_often():
            self.say(
                f"The {child.name} ended {ENDS_ALLOWED} times within {ENDS_WITHIN:.0f} seconds (last with {status}), "
                "so it is not started again. What it wrote above says why; `kavling check` may know more."
            )
            return False
        self.say(f"The {child.name} ended ({status}); starting it again.")
        child.start()
        return True

    def _finish(self) -> None:
        """Let both finish what they do. Told twice, or before the first answer, there is nothing to wait for."""
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + (ANSWER_WITHIN + 2 if self.answers else 1)
        started = [child for child in self.children if child.process]
        while time.monotonic() < until and self.told < 2 and not all(child.ended() for child in started):
            time.sleep(LOOK_EVERY / 4)


def serve(*, host: str, port: int, web_workers: int, say: Say) -> int:
    """Run the site on `host` and `port` until told to end; return the exit status."""
    environment = {**os.environ, "PORT": str(port)}
    web = Child("web server", web_command(host, port, web_workers), environment)
    worker = Child("worker", [sys.executable, "-c", "import cli; cli.main()", "worker"], environment)
    return Serving([web, worker], host, port, say).run()


def port_is_taken(host: str, port: int) -> bool:
    """Tell whether somebody listens there already: two servers would share the port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def answers(host: str, port: int) -> bool:
    """Tell whether the site answers its first question."""
    connection = HTTPConnection(_reachable(host), port, timeout=0.5)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def web() -> object:
    """Make the application in one of the server's processes, which does not outlive its parent."""
    if sys.platform == "linux":
        _follower(os.getppid(), signal.SIGKILL)()
    gc.disable()  # what loads now stays, and looking through it for rubbish takes a fifth of the start
    from app import create_app

    made = create_app()
    gc.freeze()
    gc.enable()
    return made


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return what runs the web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "serving:web"),
        *("--host", host, "--port", str(port), "--no-ws", "--log-level", "warning"),
        *("--workers", str(workers), "--blocking-threads", "4", "--workers-kill-timeout", str(ANSWER_WITHIN)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
    ]


def _follower(parent: int, number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return what a child calls first: the system sends it `number` when `parent` is gone."""
    libc = ctypes.CDLL(None, use_errno=True)

    def follow() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # gone before we could ask
            os.kill(os.getpid(), number)

    return follow


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def _readable(host: str) -> str:
    reachable = _reachable(host)
    return f"[{reachable}]" if ":" in reachable else reachable
