"""The three commands as programs of their own while something goes wrong around them: readers that leave, full disks, closed streams,
Ctrl+C, no memory. They end with 0, 2 or 130, with one line at most, never with a traceback, and leave no half of a result."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from report_lines import access, at, ndjson

from coach.models import Lang
from coach.words import words_in

resource = pytest.importorskip("resource", reason="pipes, signals and limits are tried as POSIX systems have them")

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_WEEK = ROOT / "content" / "ios" / "sample.ndjson"
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full, a disk that is always full")
needs_proc = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="this system does not tell what a process has loaded (/proc)")
COMMANDS = {
    "verdict": ["coach", str(SAMPLE_WEEK)],
    "json": ["coach", str(SAMPLE_WEEK), "--json", "-"],
    "help": ["coach", "--help"],
    "coverage": ["coach.coverage", str(SAMPLE_WEEK)],
    "method": ["coach.method"],
}


def each_of(*names: str) -> pytest.MarkDecorator:
    """The verdict and the method in every way; of the others, that end by the same lines (`coach.command`), each in some."""
    return pytest.mark.parametrize("name", ["verdict", "method", *names])


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-W", "error", "-m", *map(str, arguments)]


def environment(lang: Lang = "en") -> dict[str, str]:
    return os.environ | {"LC_ALL": "zh_CN.UTF-8" if lang == "zh" else "en_GB.UTF-8", "PYTHONUTF8": "1"}


def redirected(redirection: str, *arguments: object, lang: Lang = "en") -> tuple[int, str, str]:
    """Exit code and what came out of a command, its streams redirected as in a shell."""
    line = f"exec {shlex.join(command(*arguments))} {redirection}"
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, env=environment(lang), capture_output=True, check=False, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@cache
def undisturbed(name: str) -> str:
    """What a command says where all goes well."""
    code, out, err = redirected("", *COMMANDS[name])
    assert (code, err) == (0, "")
    return out


def sentence(code: str, lang: Lang = "en", **values: str) -> str:
    return words_in(lang)(f"unusable.{code}", **values) + "\n"


# Readers that leave


@each_of("json", "help")
def test_a_reader_that_is_gone_is_no_failure(name: str) -> None:
    end, beginning = os.pipe()
    os.close(end)
    done = subprocess.run(command(*COMMANDS[name]), cwd=ROOT, stdout=beginning, stderr=subprocess.PIPE, check=False, timeout=120)
    os.close(beginning)
    assert (done.returncode, done.stderr) == (0, b"")


@each_of("coverage")
def test_a_reader_of_the_first_line_is_enough(name: str) -> None:
    end, beginning = os.pipe()
    with subprocess.Popen(command(*COMMANDS[name]), cwd=ROOT, stdout=beginning, stderr=subprocess.PIPE) as program:
        os.close(beginning)
        assert os.read(end, 1)
        os.close(end)
        assert program.stderr is not None
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_a_reader_that_leaves_does_not_cost_the_other_result(tmp_path: Path) -> None:
    paper = tmp_path / "paper.html"
    end, beginning = os.pipe()
    os.close(end)
    both = command(*COMMANDS["json"], "--summary", paper)
    done = subprocess.run(both, cwd=ROOT, stdout=beginning, stderr=subprocess.PIPE, check=False, timeout=120)
    os.close(beginning)
    assert (done.returncode, done.stderr) == (0, b"")
    assert paper.read_text(encoding="utf-8").endswith("</html>\n\n")


# Full disks and closed streams


@needs_full
@each_of("json", "help")
def test_a_full_disk_behind_standard_output_is_told_in_one_line(name: str) -> None:
    assert redirected(">/dev/full", *COMMANDS[name]) == (2, "", sentence("no-output"))


@each_of("help", "coverage")
def test_a_closed_standard_output_is_told_in_one_line(name: str) -> None:
    assert redirected(">&-", *COMMANDS[name]) == (2, "", sentence("no-output"))


def test_a_lost_result_is_told_in_the_language_of_the_terminal() -> None:
    """In English above."""
    assert redirected(">&-", *COMMANDS["coverage"], lang="zh") == (2, "", sentence("no-output", "zh"))


NOWHERE = [
    *((name, ">&- 2>&-") for name in ("verdict", "help")),
    *(pytest.param(name, ">/dev/full 2>/dev/full", marks=needs_full) for name in ("method", "coverage")),
]


@pytest.mark.parametrize(("name", "redirection"), NOWHERE)
def test_with_nowhere_to_say_it_the_exit_code_still_tells(name: str, redirection: str) -> None:
    assert redirected(redirection, *COMMANDS[name]) == (2, "", "")


@pytest.mark.parametrize(("module", "redirection"), [("coach", "2>&-"), pytest.param("coach.coverage", "2>/dev/full", marks=needs_full)])
def test_what_can_not_be_said_does_not_get_into_the_result(module: str, redirection: str) -> None:
    assert redirected(redirection, module, "absent.ndjson") == (2, "", "")


@each_of("json")
def test_a_closed_standard_error_changes_nothing_where_all_goes_well(name: str) -> None:
    code, out, _ = redirected("2>&-", *COMMANDS[name])
    assert (code, out) == (0, undisturbed(name))


def test_a_closed_standard_output_is_no_failure_where_nothing_goes_there(tmp_path: Path) -> None:
    target = tmp_path / "verdict.json"
    assert redirected(">&-", "coach", SAMPLE_WEEK, "--json", target) == (0, "", "")
    assert json.loads(target.read_bytes())["schema"] == 2


@needs_full
@pytest.mark.parametrize(("option", "lang"), [("--json", "en"), ("--summary", "zh")])
def test_a_result_on_a_full_disk_is_told_in_one_line(option: str, lang: Lang) -> None:
    given = ("coach", SAMPLE_WEEK, option, FULL)
    assert redirected("", *given, lang=lang) == (2, "", sentence("cannot-write", lang, name=str(FULL)))


fresh_or_older = pytest.mark.parametrize(("option", "old"), [("--json", None), ("--summary", b"an older result")])


@fresh_or_older
def test_a_disk_that_fills_up_leaves_no_half_of_a_result(option: str, old: bytes | None, tmp_path: Path) -> None:
    target = tmp_path / "result"
    if old is not None:
        target.write_bytes(old)
    before = list(tmp_path.iterdir())
    done = subprocess.run(
        command("coach", SAMPLE_WEEK, option, target),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),  # no file may grow beyond
    )
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", sentence("cannot-write", name=str(target)))
    assert list(tmp_path.iterdir()) == before
    assert not before or target.read_bytes() == old


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1"])
def test_a_result_can_go_to_standard_output_by_its_name(place: str, tmp_path: Path) -> None:
    if not Path(place).exists():
        pytest.skip(f"this system has no {place}")
    piped = undisturbed("json")
    assert redirected("| cat", "coach", SAMPLE_WEEK, "--json", place)[:2] == (0, piped)
    out = tmp_path / "out.json"
    assert redirected(f">{out}", "coach", SAMPLE_WEEK, "--json", place) == (0, "", "")
    assert out.read_text(encoding="utf-8") == piped


# Ctrl+C


@contextmanager
def interruptible(*arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A command that heeds Ctrl+C even where the tests were started to ignore it."""
    with subprocess.Popen(
        list(arguments),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 (no threads here)
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def wait_for(what: Callable[[], bool], program: "subprocess.Popen[bytes]") -> None:
    begun = time.monotonic()
    while not what():
        assert program.poll() is None, "it ended before it could be interrupted"
        assert time.monotonic() - begun < 60
        time.sleep(0.002)


def loaded(program: "subprocess.Popen[bytes]", package: str) -> Callable[[], bool]:
    """Whether a process has come as far as to load a package."""
    return lambda: f"/{package}/" in Path(f"/proc/{program.pid}/maps").read_text(encoding="utf-8")


def interrupted(program: "subprocess.Popen[bytes]") -> tuple[int, bytes, bytes]:
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=60)
    return program.returncode, out, err


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of 40 MB, with a week of every month."""
    path = tmp_path_factory.mktemp("large") / "report.ndjson"
    week = SAMPLE_WEEK.read_bytes()
    with path.open("wb") as file:
        for number in range(40):
            file.write(week.replace(b"2025-11-", b"%d-%02d-" % (2022 + number // 12, number % 12 + 1)))
    return path


LOADING = [
    ("coach.method", "pydantic_core", 0),
    *(("coach", package, delay) for package in ("numpy", "pandas", "pyarrow") for delay in (0, 0.1)),
    ("coach.coverage", "pandas", 0),
]


@needs_proc
@pytest.mark.parametrize(("module", "package", "delay"), LOADING)
def test_an_interrupt_while_modules_load_ends_the_command_without_a_word(module: str, package: str, delay: float, large: Path) -> None:
    given = [] if module == "coach.method" else [large]
    with interruptible(*command(module, *given)) as program:
        wait_for(loaded(program, package), program)
        time.sleep(delay)
        assert interrupted(program) == (130, b"", b"")


@needs_proc
@pytest.mark.parametrize(
    ("given", "delay"), [*((["coach"], delay) for delay in (0.1, 0.4, 0.8)), (["coach", "--json", "-"], 0.8), (["coach.coverage"], 0.4)]
)
def test_an_interrupt_in_the_middle_of_a_large_report_ends_the_command_without_a_word(large: Path, given: list[str], delay: float) -> None:
    with interruptible(*command(given[0], large, *given[1:])) as program:
        wait_for(loaded(program, "pyarrow"), program)
        time.sleep(delay)
        code, out, err = interrupted(program)
        if code == 0:
            pytest.skip("this machine was quicker")
        assert (code, err) == (130, b"")
        assert given[1:] or out == b""


def test_an_interrupt_while_nobody_reads_ends_the_command(tmp_path: Path) -> None:
    """Its output waits in front of a pipe that is full."""
    report = tmp_path / "report.ndjson"
    report.write_bytes(ndjson(line for number in range(400) for line in access(f"com.example.app{number}", "photos", at(9))))
    with interruptible(*command("coach", report, "--json", "-")) as program:
        assert program.stdout is not None
        os.read(program.stdout.fileno(), 1)
        time.sleep(0.2)
        code, _, err = interrupted(program)
        assert (code, err) == (130, b"")


# A command whose disk is so slow that its result is never put in its place.
SLOW = """
import pathlib, runpy, sys, time
pathlib.Path.replace = lambda *_: [time.sleep(0.01) for _ in range(6000)]
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


@fresh_or_older
def test_an_interrupt_while_a_result_is_written_leaves_no_half_of_it(option: str, old: bytes | None, tmp_path: Path) -> None:
    target = tmp_path / "result"
    if old is not None:
        target.write_bytes(old)
    before = set(tmp_path.iterdir())
    with interruptible(sys.executable, "-c", SLOW, "coach", str(SAMPLE_WEEK), option, str(target)) as program:
        wait_for(lambda: any(path.stat().st_size for path in set(tmp_path.iterdir()) - before), program)
        assert interrupted(program) == (130, b"", b"")
        assert set(tmp_path.iterdir()) == before
        assert not before or target.read_bytes() == old


def test_an_interrupt_while_a_pipe_waits_for_its_reader_leaves_the_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with interruptible(*command("coach", SAMPLE_WEEK, "--json", pipe)) as program:
        time.sleep(2)
        assert interrupted(program) == (130, b"", b"")
        assert pipe.is_fifo()


def test_a_command_started_to_ignore_interrupts_ignores_them(tmp_path: Path) -> None:
    """As `nohup` and scripts do."""
    target = tmp_path / "verdict.json"
    with subprocess.Popen(
        command("coach", SAMPLE_WEEK, "--json", target),
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # noqa: PLW1509 (no threads here)
    ) as program:
        for _ in range(10):
            time.sleep(0.05)
            program.send_signal(signal.SIGINT)
    assert program.returncode == 0
    assert json.loads(target.read_bytes())["schema"] == 2


def test_loading_the_commands_as_libraries_changes_nothing() -> None:
    code = (
        "import signal, sys; hooks = sys.excepthook, sys.unraisablehook; import coach.__main__, coach.coverage, coach.method; "
        "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, hooks == (sys.excepthook, sys.unraisablehook))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["True", "True"]


# Memory

# A command that may take little more memory than it has when all is loaded.
LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from coach import __main__, command, coverage
module = {"coach": __main__, "coach.coverage": coverage}[sys.argv.pop(1)]
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + 8 * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (most, most))
command.run(module.main)
"""


@needs_proc
@pytest.mark.parametrize("module", ["coach", "coach.coverage"])
def test_a_machine_with_too_little_memory_says_so_in_one_line(module: str, large: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LITTLE_MEMORY, module, str(large)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (2, b""), done.stderr.decode()
    assert done.stderr.decode().count("\n") == 1
