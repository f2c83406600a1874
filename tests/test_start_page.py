"""The command `privacy-coach`: a free port, one page at a time, the browser opened once, and a quiet end; with a report the verdict."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import __version__
from coach.content import FOLDER
from coach.running import Running, free_port, wait_for
from coach.words import in_each_language, words_in

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = FOLDER / "ios" / "sample.ndjson"
HERE = "127.0.0.1"


class Environment:
    """An environment of its own with the packages of this one, so that a page that runs from it is the only one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "environment"
        venv.create(self.folder, symlinks=os.name != "nt")
        self.binaries = self.folder / ("Scripts" if os.name == "nt" else "bin")
        inside = self.folder.joinpath(*(("Lib",) if os.name == "nt" else ("lib", f"python{sys.version_info[0]}.{sys.version_info[1]}")))
        packages = [place for place in sys.path if place.endswith("site-packages")]
        (inside / "site-packages" / "all.pth").write_text("\n".join([*packages, str(ROOT)]), encoding="utf-8")
        self.empty = folder / "empty"
        self.empty.mkdir()

    def start(self, *options: str, **told: str) -> "subprocess.Popen[str]":
        command = [str(self.binaries / "python"), "-m", "coach.door", *options]
        settings = {**os.environ, "PYTHONIOENCODING": "utf-8", **told}
        return subprocess.Popen(
            command, cwd=self.empty, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )

    def running(self) -> list[Path]:
        return list(self.folder.glob("*.running"))


@pytest.fixture
def own(tmp_path: Path) -> Environment:
    return Environment(tmp_path)


@contextlib.contextmanager
def served(process: "subprocess.Popen[str]") -> Iterator[int]:
    """The port of a page that has got ready."""
    said = ""
    try:
        assert process.stdout
        for line in process.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                yield int(found[1])
                return
        pytest.fail(said)
    finally:
        process.kill()
        process.communicate(timeout=10)


def address(port: int) -> str:
    return f"http://{HERE}:{port}"


@pytest.mark.slow
def test_it_takes_a_free_port_opens_the_browser_and_a_second_start_opens_the_same_page(own: Environment) -> None:
    opened = own.empty.parent / "opened"
    browser = own.empty.parent / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n', encoding="utf-8")
    browser.chmod(0o755)
    with socket.socket() as taken:
        taken.bind((HERE, free_port(8700)))
        taken.listen()
        port = taken.getsockname()[1]
        with served(first := own.start("--port", str(port), BROWSER=f"{browser} %s")) as found:
            assert found > port, "it is taken"
            second, _ = own.start("--lang", "zh", BROWSER=f"{browser} %s").communicate(timeout=60)
            assert second == words_in("zh")("door.again", address=address(found)) + "\n"
            for _ in range(100):
                if opened.exists() and len(opened.read_text(encoding="utf-8").splitlines()) == 2:
                    break
                with contextlib.suppress(subprocess.TimeoutExpired):
                    first.wait(0.1)
            assert opened.read_text(encoding="utf-8").splitlines() == [address(found)] * 2
            # As whoever types the address, or a system that opens it; and nobody who follows a link.
            for told, status in (({}, 200), ({"Sec-Fetch-Site": "none"}, 200), ({"Sec-Fetch-Site": "cross-site"}, 403)):
                line = http.client.HTTPConnection(HERE, found, timeout=20)
                line.request("GET", "/", headers=told)
                assert line.getresponse().status == status
                line.close()
            assert list(own.empty.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_it_ends_quietly(name: str, own: Environment) -> None:
    """At Ctrl+C, when it is asked to, and when the window is closed."""
    process = own.start("--no-browser", "--port", "8720")
    assert process.stdout
    said = [process.stdout.readline() for _ in range(4)]
    (port,) = {int(found) for found in re.findall(r":(\d{4,5})\n", "".join(said))}
    assert "".join(said) == in_each_language("door.ready", "\n", address=address(port)) + "\n"
    assert len(own.running()) == 1
    process.send_signal(getattr(signal, name))
    rest, _ = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")
    assert own.running() == []


@pytest.mark.slow
def test_a_page_that_was_killed_leaves_no_other_shut_out(own: Environment) -> None:
    with served(own.start("--no-browser", "--port", "8740")) as port:
        assert port
    assert len(own.running()) == 1, "nobody could take it away"
    with served(own.start("--no-browser", "--port", "8740")) as port:
        assert wait_for(port, 30)


def test_only_one_process_has_the_page(tmp_path: Path) -> None:
    one, other = Running(tmp_path), Running(tmp_path)
    assert one.begin(8501)
    assert not other.begin(8502)
    assert other.port() == 8501
    one.end()
    assert not one.path.exists()
    assert other.begin(8502)
    other.end()


def test_where_nothing_can_be_written_each_start_is_its_own_page(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    alone = Running(tmp_path / "file")
    assert alone.begin(8501)
    assert alone.port() is None
    alone.end()


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a file to somebody else")
def test_a_page_of_somebody_else_on_this_laptop_is_not_opened(tmp_path: Path) -> None:
    theirs = Running(tmp_path)
    theirs.path.write_text('{"port": 8501}', encoding="utf-8")
    os.chown(theirs.path, 12345, 12345)
    assert theirs.begin(8502)


@pytest.mark.parametrize("told", ["", "{", "[]", '{"port": "x"}', '{"other": 1}'])
def test_a_broken_file_says_no_port(told: str, tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.path.write_text(told, encoding="utf-8")
    assert running.port() is None


@pytest.mark.slow
def test_with_a_report_it_gives_the_verdict(own: Environment) -> None:
    for options, begins in (
        ([str(SAMPLE), "--lang", "en"], "Phone: "),
        (["--version"], f"Privacy Coach {__version__}\n"),
        (["--help", "--lang", "en"], "Usage: privacy-coach "),
        (["--port", "many"], "--port"),
        (["--port", "0"], "--port"),
        (["--prot", "--lang", "en"], "--prot"),
    ):
        process = own.start(*options)
        said, _ = process.communicate(timeout=60)
        assert begins.strip() in said.splitlines()[0], said
        assert process.returncode == (2 if options[0].startswith("--p") else 0)
