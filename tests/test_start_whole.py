"""The door from the first start on, with a real environment and real pip, but one tiny package in place of what the coach needs."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from start import command, lock, said
from start.environment import LOG, Environment

fcntl = pytest.importorskip("fcntl", reason="tried on macOS and Linux")
ROOT = Path(__file__).resolve().parent.parent
TEXTS: dict[str, dict[str, str]] = json.loads((ROOT / "start" / "said.json").read_text(encoding="utf-8"))
NOWHERE = "http://127.0.0.1:9/simple"


def put_wheel(folder: Path, version: str) -> None:
    """A package without anything but a name and a version."""
    folder.mkdir(exist_ok=True)
    info = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(folder / f"tiny-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny.py", f"version = {version!r}\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"tiny.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


class Project:
    """A folder with the door, whose page only says that it opens."""

    def __init__(self, folder: Path, index: Path) -> None:
        self.folder, self.index = folder, index
        shutil.copytree(ROOT / "start", folder / "start", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "coach").mkdir()
        (folder / "coach" / "__init__.py").write_text('__version__ = "9.9"\n', encoding="utf-8")
        (folder / "coach" / "door.py").write_text("import sys, tiny; print('page', tiny.version, *sys.argv[1:])", encoding="utf-8")
        self.want("1.0")

    def want(self, version: str) -> None:
        (self.folder / "requirements.txt").write_text(f"tiny=={version}  # small\n", encoding="utf-8")

    def start(self, *options: str, reached: bool = True) -> tuple[int, list[str]]:
        """How a start ends, and what it says. `reached`: whether there is an index, a folder in its place."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_") and "proxy" not in name.lower()}
        told = {"LC_ALL": "en_US.UTF-8", "PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": NOWHERE, "PIP_RETRIES": "0"}
        if reached:
            told |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.index)}
        done = subprocess.run(
            [sys.executable, "start", *options],
            check=False,
            cwd=self.folder,
            env={**clean, **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        return done.returncode, done.stdout.splitlines()


def is_said(key: str, line: str) -> bool:
    return line.startswith(TEXTS[key]["en"].split("{")[0])


@pytest.mark.slow
def test_an_environment_is_made_mended_and_kept_and_each_trouble_told(tmp_path: Path) -> None:
    put_wheel(tmp_path / "index", "1.0")
    put_wheel(tmp_path / "index", "1.1")
    project = Project(tmp_path / "a project", tmp_path / "index")
    # Its Python has gone: what was made here is made anew. No index to be reached: told, with the file that holds what happened.
    gone = Environment(str(project.folder), str(project.folder / ".venv"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", gone.folder], check=True)
    gone.begin()
    gone.finish()
    for path in Path(gone.python).parent.glob("python*"):
        path.unlink()
    Path(gone.python).symlink_to(tmp_path / "gone")
    code, told = project.start(reached=False)
    assert code == 2, told
    assert is_said("mending", told[0])
    assert is_said("making", told[1])
    assert is_said("getting", told[2])
    assert is_said("index", told[3]) or is_said("no-internet", told[3])
    assert told[4] == TEXTS["log"]["en"].format(log=project.folder / ".venv" / LOG)
    assert "tiny" in (project.folder / ".venv" / LOG).read_text(encoding="utf-8")
    # It goes on from there, once there is one; and hands its options on.
    code, told = project.start("--port", "8600", "--no-browser")
    assert (code, told[-1]) == (0, "page 1.0 --port 8600 --no-browser --lang en"), told
    assert not any(is_said("making", line) for line in told)
    # From then on it only opens the page, with no index either.
    assert project.start(reached=False) == (0, ["page 1.0 --lang en"])
    # What is needed has changed.
    project.want("1.1")
    code, told = project.start()
    assert (code, told[-1]) == (0, "page 1.1 --lang en"), told
    assert is_said("looking", told[0])
    # A package has gone.
    (inside,) = (project.folder / ".venv").glob("lib/python3*/site-packages")
    shutil.rmtree(inside / "tiny-1.1.dist-info")
    (inside / "tiny.py").unlink()
    code, told = project.start()
    assert (code, told[-1]) == (0, "page 1.1 --lang en"), told
    # The folder was moved: nothing is got again, and its commands are whole.
    project.folder = project.folder.rename(tmp_path / "moved")
    code, told = project.start(reached=False)
    assert (code, told[-1]) == (0, "page 1.1 --lang en"), told
    assert is_said("nothing-missing", told[1])
    subprocess.run([project.folder / ".venv" / "bin" / "pip", "--version"], check=True, capture_output=True)
    # A folder of wheels for a computer without internet; it is taken without being asked for, and by name.
    code, told = project.start("--pack")
    assert code == 0, told
    assert [path.name for path in (project.folder / "wheels").iterdir()] == ["tiny-1.1-py3-none-any.whl"]
    for options in ([], ["--offline"]):
        shutil.rmtree(inside := next((project.folder / ".venv").glob("lib/python3*/site-packages")) / "tiny-1.1.dist-info")
        assert not inside.exists()
        code, told = project.start(*options, reached=False)
        assert (code, told[-1]) == (0, "page 1.1 --lang en"), told
    # Wheels that don't fit: said so by name, and else the internet is asked.
    project.want("1.0")
    code, told = project.start("--offline", reached=False)
    assert code == 2, told
    assert is_said("no-match-offline", told[1])
    code, told = project.start(reached=False)
    assert code == 2, told
    assert is_said("wheels-do-not-fit", told[1])
    assert is_said("index", told[2]) or is_said("no-internet", told[2])
    code, told = project.start()
    assert (code, told[-1]) == (0, "page 1.0 --lang en"), told


def test_the_second_of_two_starts_waits_and_says_so(tmp_path: Path) -> None:
    place, said_so = str(tmp_path / "lock"), threading.Event()
    with Path(place).open("a+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        waited: list[float] = []

        def wait() -> None:
            with lock.Lock(place, said_so.set):
                waited.append(time.monotonic())

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert said_so.wait(10)
        assert waited == []
        fcntl.flock(other, fcntl.LOCK_UN)
        waiting.join(10)
        assert len(waited) == 1


def test_the_version_is_told_from_where_it_stands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert command.main(["--version"]) == 0
    from coach import __version__

    assert capsys.readouterr().out == f"Privacy Coach {__version__}\n"


def test_a_terminal_that_lacks_chinese_gets_question_marks() -> None:
    code = "import sys; sys.path.insert(0, '.'); from start import said; said.put(u'\\u9690 ok\\n')"
    told = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=told, capture_output=True)
    assert done.stdout == b"? ok\n"
    assert said.LANGS == ("en", "zh")
