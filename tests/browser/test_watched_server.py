"""What the server does beyond its own memory: it is watched by strace for a whole visit, of the person and of those who should be refused.

No file is written, and no connection or look-up of a name goes beyond this laptop.
"""

import ipaddress
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from test_answers_of_the_server import FOREIGN, METHODS, OWN, answer, handshake
from visits import VERDICT, Visit, keyed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks.assess import lines
from coach.page.streamlit_private import PARTS
from coach.words import words_in

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

ROOT = Path(__file__).resolve().parents[2]
STRACE = shutil.which("strace")
LINES = 20_000  # some 4 MB; Streamlit alone would spool an upload to a temporary file from 1 MB on
# Whatever opens, makes or renames a file. A question mark: not every kind of machine has it.
CALLS = (
    "?open,?openat,?openat2,?creat,?memfd_create,?open_by_handle_at,?mknod,?mknodat,?mkdir,?mkdirat,"
    "?link,?linkat,?symlink,?symlinkat,?rename,?renameat,?renameat2,?truncate,"
    "connect,sendto,sendmsg,?sendmmsg"
)
CONNECTING = {"connect", "sendto", "sendmsg", "sendmmsg"}
# Addresses as strace writes them.
ADDRESS = re.compile(r'sin_addr=inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
NAME_SERVER = re.compile(r"sin6?_port=htons\(53\)")
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
        if self.name in CONNECTING:
            return False
        if self.name in {"open", "openat", "openat2", "open_by_handle_at"}:
            return bool(re.search(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b", self.given)) and not self._harmless()
        return True

    def leaves(self) -> bool:
        """Whether it turns to an address beyond this laptop, or to a server of names wherever it is."""
        addresses = [first or second for first, second in ADDRESS.findall(self.given)] if self.name in CONNECTING else []
        return any(not ipaddress.ip_address(each).is_loopback for each in addresses) or bool(addresses and NAME_SERVER.search(self.given))

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
    watching = [STRACE, "-f", "--seccomp-bpf", "-qq", "-ttt", "-s", "512", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(trace)]
    # Where there is a folder of a coding agent, Streamlit offers to write files into it, but not to a server that says it is headless.
    (folder / "home" / ".claude").mkdir(parents=True)
    serving = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "false", "--server.port", str(port)]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder / "home")}
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


class Visited(NamedTuple):
    """What the server did between two moments, and what it said."""

    calls: list[Call]
    began: float
    ended: float
    said: str


ASKED_OF_THE_SERVER = ("install_skills", "dismiss_skills_nudge")


def received(channel: ClientConnection) -> ForwardMsg:
    message = channel.recv(30)
    assert isinstance(message, bytes)
    told: ForwardMsg = ForwardMsg.FromString(message)
    return told


def ask_by_channel(address: str) -> list[str]:
    """Opens the channel as the page itself does, asks for Streamlit's own operations that write files, and gives the errors it answers."""
    errors: list[str] = []
    with connect(address.replace("http", "ws") + "/_stcore/stream", origin=Origin(address), max_size=None) as channel:
        channel.send(BackMsg(rerun_script=ClientState()).SerializeToString())
        session = ""
        while not session:
            told = received(channel)
            session = told.new_session.initialize.session_id if told.WhichOneof("type") == "new_session" else ""
        for operation in ASKED_OF_THE_SERVER:
            request = BackendOperationRequest(request_id=operation, session_id=session)
            getattr(request, operation).SetInParent()
            channel.send(BackMsg(backend_operation_request=request).SerializeToString())
            while told.WhichOneof("type") != "backend_operation_response" or told.backend_operation_response.request_id != operation:
                told = received(channel)
            errors.append(told.backend_operation_response.error_msg)
    return errors


@pytest.fixture(scope="module")
def visited(watched: Watched, browser: Any) -> Visited:
    """A whole visit: a large report, decisions, every download, another language, all forgotten; and those who should be refused."""
    report = "".join(f"{line}\n" for line in islice(lines(LINES), LINES)).encode()
    assert len(report) > 4_000_000
    began = time.time()
    for host in (OWN, FOREIGN):
        for origin in (None, *(f"http://{each}" for each in (OWN, FOREIGN, "127.0.0.1:9999", "0.0.0.0:1", "8.8.8.8"))):
            asked = {"Host": host} | ({"Origin": origin} if origin else {})
            handshake(watched.address, asked)
            for method in METHODS:
                answer(watched.address, "/_stcore/health", asked, method)
    assert ask_by_channel(watched.address) == [f"No handler registered for payload type: {name}" for name in ASKED_OF_THE_SERVER]

    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    person = Visit(context.new_page(), watched.address)
    dropped: FilePayload = {"name": "report.ndjson", "mimeType": "application/x-ndjson", "buffer": report}
    person.page.locator(PARTS["drop"]).set_input_files(dropped)
    person.page.wait_for_selector(VERDICT, timeout=60_000)
    person.settle()
    assert words_in("en")("walk.link") in person.text()
    person.page.locator(f"{keyed('walk_done')} button").first.click()
    person.settle()
    person.page.locator(".st-key-more_filters summary").click()
    person.settle()
    for key in ("save_paper", "save_plan", "save_ics", "save_csv", "save_json"):
        with person.page.expect_download():
            person.page.locator(f".st-key-{key} button").first.click()
    for view in ("points", "week", "companies"):
        person.page.get_by_text(words_in("en")(f"view.{view}"), exact=True).first.click()
        person.settle()
    person.page.get_by_text(words_in("zh")("page.language"), exact=True).click()
    person.settle()
    person.page.locator(".st-key-forget button").first.click()
    person.settle()
    person.page.locator(".st-key-forget_now button").click()
    person.page.get_by_text(words_in("zh")("page.forgotten")).wait_for()
    context.close()
    ended = time.time()
    watched.stop()
    return Visited(watched.calls(), began, ended, watched.log.read_text(encoding="utf-8"))


def test_nothing_is_written_to_the_disk_in_a_whole_visit(visited: Visited) -> None:
    """No report that was dropped, no file that was made to be downloaded, and nothing of Streamlit's own."""
    during = [call for call in visited.calls if visited.began <= call.moment <= visited.ended]
    assert any("/content/" in call.given for call in visited.calls), "the trace knows of no file of the project"
    assert any("/coach/" in call.given for call in during), "the trace knows nothing of the time of the visit"
    assert [call for call in visited.calls if call.moment >= visited.began and call.writes()] == []
    assert "com.example.app" not in visited.said, "the server's own messages hold no line of the report"


def test_the_server_turns_to_nobody_beyond_this_laptop(visited: Visited) -> None:
    """Not for a foreign page or name either: those make Streamlit alone ask the internet for this machine's address."""
    assert any(call.name in CONNECTING for call in visited.calls), "the trace knows of no connection"
    assert [call for call in visited.calls if call.leaves()] == []


def test_the_trace_can_tell_what_leaves() -> None:
    asked = 'sa_family=AF_INET, sin_port=htons({}), sin_addr=inet_addr("{}")'
    assert Call(0, "connect", "3, {" + asked.format(80, "8.8.8.8")).leaves()
    assert Call(0, "connect", '3, {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)').leaves()
    assert Call(0, "connect", "3, {" + asked.format(53, "127.0.0.53")).leaves()
    assert not Call(0, "connect", "3, {" + asked.format(80, "127.0.0.1")).leaves()
    assert not Call(0, "sendto", '3, "8.8.8.8", 7, 0, NULL, 0) = 7').leaves()
