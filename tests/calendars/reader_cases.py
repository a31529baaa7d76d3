"""Where the independent readers are that ``.ci/readers/setup`` installs, and servers to ask them through."""

import functools
import http.server
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

READERS = Path(__file__).parents[2] / ".ci" / "readers"


def lacking(name: str) -> None:
    """Skip a test for want of a reader; where CI runs, that is a failure."""
    reason = f"{name} is not installed: run .ci/readers/setup"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str) -> str:
    """Return a program of the readers' own environment."""
    path = READERS / ".venv" / "bin" / name
    if not path.exists():
        lacking(name)
    return str(path)


def run(command: list[str], **environment: str) -> str:
    """Run a program that must succeed, and return what it says."""
    done = subprocess.run(  # noqa: S603 - a reader
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | environment,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone, as any static web server does, and yield its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens on a port."""
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)
