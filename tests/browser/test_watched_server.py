"""A report that was dropped is nowhere on the disk: a server is watched by strace while somebody drops a large one."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks.assess import lines
from coach.words import words

ROOT = Path(__file__).resolve().parents[2]
STRACE = shutil.which("strace")
LINES = 90_000  # some 20 MB; Streamlit alone would spool an upload to a temporary file from 1 MB on
# Whatever opens, makes or renames a file. A question mark: not every kind of machine has it.
CALLS = (
    "?open,?openat,?openat2,?creat,?memfd_create,?open_by_handle_at,?mknod,?mknodat,?mkdir,?mkdirat,"
    "?link,?linkat,?symlink,?symlinkat,?rename,?renameat,?renameat2,?truncate"
)
# One call as strace writes it: process, seconds, name, what it was given (the answer may stand in a later line).
CALL = re.compile(r"^\d+ +(?P<moment>\d+\.\d+) (?P<name>\w+)\((?P<given>.*)")
HARMLESS = ('"/dev/null"', '"/dev/tty"')  # and not /dev/shm, which is memory, but with names


class Call(NamedTuple):
    """A system call that opens or makes a file."""

    moment: float
    name: str
    given: str

    def writes(self) -> bool:
        """Whether a file can be written or comes into being by it: temporary files without a name too."""
        if self.name in {"open", "openat", "openat2", "open_by_handle_at"}:
            return bool(re.search(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b", self.given)) and not self._harmless()
        return True

    def _harmless(self) -> bool:
        return any(path in self.given for path in HARMLESS)


class Watched(NamedTuple):
    """A server under strace."""

    address: str
    process: "subprocess.Popen[bytes]"
    trace: Path
    log: Path

    def stop(self) -> None:
        """Ends the server and, with it, strace."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)

    def calls(self) -> list[Call]:
        found = (CALL.match(line) for line in self.trace.read_text(encoding="utf-8", errors="replace").splitlines())
        return [Call(float(one["moment"]), one["name"], one["given"]) for one in found if one]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The page, served as the README says, but that Python keeps no compiled modules: those would be files too."""
    folder = tmp_path_factory.mktemp("strace")
    trace, log = folder / "trace", folder / "server.log"
    if STRACE is None:
        pytest.skip("no strace on this machine")
    if subprocess.run([STRACE, "-o", str(trace), "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace may not look at processes on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    watching = [STRACE, "-f", "--seccomp-bpf", "-qq", "-ttt", "-s", "4096", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(trace)]
    serving = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port)]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*watching, *serving], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        ) as process,
    ):
        running = Watched(f"http://127.0.0.1:{port}", process, trace, log)
        try:
            for _ in range(300):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                try:
                    with urllib.request.urlopen(f"{running.address}/_stcore/health", timeout=1):
                        break
                except OSError:
                    time.sleep(0.1)
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="module")
def server(watched: Watched) -> str:
    """`visit` opens the watched server in this file."""
    return watched.address


def test_a_large_report_that_is_dropped_is_never_written_to_the_disk(visit: Callable[..., Any], watched: Watched) -> None:
    report = "".join(f"{line}\n" for line in islice(lines(LINES), LINES)).encode()
    assert len(report) > 18_000_000
    person = visit("en-US")
    began = time.time()
    dropped = {"name": "report.ndjson", "mimeType": "application/x-ndjson", "buffer": report}
    person.page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(dropped)
    person.page.wait_for_selector("[data-testid=stMetric]", timeout=60_000)
    person.settle()
    assert words("en")("walk.link") in person.text()
    ended = time.time()
    watched.stop()

    calls = watched.calls()
    while_reading = [call for call in calls if began <= call.moment <= ended]
    assert any("/content/" in call.given for call in calls), "the trace knows of no file of the project"
    assert any("/coach/" in call.given for call in while_reading), "the trace knows nothing of the time of the upload"
    assert [call for call in calls if call.moment >= began and call.writes()] == []
    assert "com.example.app" not in watched.log.read_text(encoding="utf-8"), "the server's own messages hold no line of the report"
