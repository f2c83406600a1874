"""The privacy settings in force, not just the file they stand in."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from coach.models import LANGS
from coach.page.streamlit_private import CHECKED
from coach.reading import MAX_INPUT
from coach.server import OPTIONS, content_security_policy, guard_start
from coach.words import words_in

ROOT = Path(__file__).resolve().parents[1]
# As `streamlit run` or uvicorn loads it; then the options as they are, and as they are once a file of options has changed.
LOADED = """
import json, sys
from streamlit import config
sys.path.insert(0, {root!r})
import app
from coach.server import OPTIONS
now = {{name: config.get_option(name) for name in OPTIONS}}
config.get_config_options(force_reparse=True)
print(json.dumps([now, {{name: config.get_option(name) for name in OPTIONS}}]))
"""


def loaded(folder: Path) -> "subprocess.CompletedProcess[str]":
    code = LOADED.format(root=str(ROOT))
    return subprocess.run([sys.executable, "-c", code], check=False, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("folder", ["with the file of options", "without it"])
def test_the_promise_rests_on_no_file(folder: str, tmp_path: Path) -> None:
    """Every option that carries it is set in code, and stays so when a file of options changes while the page is served."""
    answer = loaded(ROOT if folder == "with the file of options" else tmp_path)
    assert answer.returncode == 0, answer.stderr
    expected = {name: value for name, value in OPTIONS.items() if name != "server.address"}  # whoever opens the port looks at that
    for options in json.loads(answer.stdout):
        assert {name: options[name] for name in expected} == expected


WEAKER: dict[str, object] = {
    "server.address": "0.0.0.0",
    "server.allowedHosts": ["*"],
    "server.enableCORS": False,
    "server.corsAllowedOrigins": ["https://evil.example"],
    "server.enableXsrfProtection": False,
    "server.enableAgentApi": True,
    "server.enableStaticServing": True,
    "server.scriptHealthCheckEnabled": True,
    "server.maxUploadSize": 4000,
    "server.disconnectedSessionTTL": 864000,
    "browser.gatherUsageStats": True,
    "client.showErrorDetails": "full",
    "client.showErrorLinks": True,
    "client.allowedOrigins": ["https://evil.example"],
    "global.developmentMode": True,
}


def option_file(folder: Path, options: Mapping[str, object]) -> Path:
    """A folder with a file of options as Streamlit reads it there."""
    (folder / ".streamlit").mkdir()
    rows = [f"{name} = {json.dumps(value)}" for name, value in options.items()]
    (folder / ".streamlit" / "config.toml").write_text("\n".join(rows), encoding="utf-8")
    return folder


# In one process, one folder with a file of options after the other: what the start says in each.
STARTED = """
import contextlib, io, json, os, sys
from streamlit import config
sys.path.insert(0, {root!r})
from coach.server import guard_start
answers = {{}}
for folder in sys.argv[1:]:
    os.chdir(folder)
    config.get_config_options(force_reparse=True)
    code, said = 0, io.StringIO()
    with contextlib.redirect_stderr(said):
        try:
            guard_start()
        except SystemExit as ended:
            code = ended.code
    answers[folder] = [code, said.getvalue()]
print(json.dumps(answers))
"""


def test_an_option_of_a_file_that_is_weaker_is_refused_in_one_sentence_of_each_language(tmp_path: Path) -> None:
    folders: dict[str, str] = {}
    for option, value in WEAKER.items():
        (folder := tmp_path / option).mkdir()
        folders[option] = str(option_file(folder, {option: value}))
    code = STARTED.format(root=str(ROOT))
    done = subprocess.run([sys.executable, "-c", code, *folders.values()], check=True, cwd=tmp_path, capture_output=True, text=True)
    answers: dict[str, tuple[int, str]] = json.loads(done.stdout)
    for option, place in folders.items():
        ended, said = answers[place]
        assert ended == 2, option
        assert_refused(option, said)
    # And as it is really started.
    for option in ("server.address", "server.enableCORS"):
        answer = loaded(Path(folders[option]))
        assert answer.returncode == 2, option
        assert "Traceback" not in answer.stderr, option
        assert_refused(option, answer.stderr)


def assert_refused(option: str, told: str) -> None:
    said = told.splitlines()[-2:]
    if option == "server.address":
        assert said == refusal("0.0.0.0")
    else:
        assert len(said) == 2, option
        assert all(f"{option} = " in line and "config.toml" in line for line in said), option


def test_an_option_of_a_file_that_is_stricter_is_taken(tmp_path: Path) -> None:
    assert loaded(option_file(tmp_path, {"server.maxUploadSize": 10, "server.allowedHosts": ["localhost"]})).returncode == 0


def test_an_option_of_the_environment_or_the_command_line_that_is_weaker_is_refused() -> None:
    ways: list[tuple[list[str], dict[str, str]]] = [
        ([], {"STREAMLIT_SERVER_ENABLE_CORS": "false"}),
        (["--server.enableCORS", "false"], {}),
    ]
    for flags, environment in ways:
        port = free_port()
        code, said, _ = start([*STREAMLIT, "--server.port", str(port), *flags], port, environment=environment)
        assert code == 2
        assert all("server.enableCORS = false" in line for line in said.splitlines()[-2:])
        assert "Traceback" not in said


def test_only_versions_of_streamlit_that_were_checked_can_be_installed() -> None:
    line = next(line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if line.startswith("streamlit"))
    requirement = Requirement(line.partition("#")[0].strip())
    listed = [clause.version for clause in requirement.specifier]
    assert [clause.operator for clause in requirement.specifier] == ["=="] * len(listed)
    assert tuple(listed) == CHECKED


def test_another_version_of_streamlit_does_not_start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("coach.page.streamlit_private.CHECKED", ("0.0.1",))
    with pytest.raises(SystemExit) as ended:
        guard_start()
    assert ended.value.code == 2
    assert "0.0.1" in capsys.readouterr().err


def test_an_upload_of_any_size_that_is_let_in_stays_in_memory() -> None:
    code = "import app; from starlette.formparsers import MultiPartParser; print(MultiPartParser.spool_max_size)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(answer.stdout) > MAX_INPUT


def test_the_policy_allows_no_foreign_place_and_no_eval() -> None:
    policy = content_security_policy()
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert "script-src 'self' 'sha256-" in policy


STREAMLIT = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless", "true"]
UVICORN = [sys.executable, "-m", "uvicorn", "app:app"]
APP = [sys.executable, str(ROOT / "app.py")]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(
    command: list[str], port: int, address: str = "127.0.0.1", folder: Path = ROOT, environment: Mapping[str, str] = os.environ
) -> tuple[int | None, str, bytes]:
    """Starts the page until it answers or ends: exit code, None where it answered, what it said, and its first answer to `address`."""
    with subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment}, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        answer = b""
        for _ in range(600):
            if process.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=1) as line:
                line.sendall(b"GET /_stcore/health HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if answer := line.recv(100):
                    break
            time.sleep(0.1)
        code = process.poll()
        process.terminate()
        return code, process.stderr.read().decode() if process.stderr else "", answer


def served(address: str, **environment: str) -> tuple[int | None, str, bytes]:
    port = free_port()
    command = [*STREAMLIT, "--server.port", str(port), "--server.address", address]
    return start(command, port, "::1" if ":" in address else "127.0.0.1", environment=environment)


def refusal(address: str) -> list[str]:
    return [words_in(lang)("server.others", address=address) for lang in LANGS]


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_it_refuses_to_be_served_to_others_in_one_sentence_of_each_language(address: str) -> None:
    code, said, _ = served(address)
    assert code == 2
    assert said.splitlines()[-2:] == refusal(address)
    assert "Traceback" not in said


@pytest.mark.parametrize("listens_on", [["--host", "0.0.0.0"], ["--host", "::"], ["--uds"]], ids=str)
def test_another_server_can_not_serve_it_to_others_either(listens_on: list[str], tmp_path: Path) -> None:
    """A socket that has a place in the file system is somebody else's way in, too."""
    place = str(tmp_path / "socket") if listens_on == ["--uds"] else listens_on[-1]
    port = free_port()
    code, said, _ = start([*UVICORN, listens_on[0], place, "--port", str(port)], port)
    assert code == 2
    assert said.splitlines()[-2:] == refusal(place)
    assert "Traceback" not in said


def test_another_server_that_opened_its_port_before_answers_nobody_else() -> None:
    """With workers, uvicorn opens the port in a process that has not loaded the coach."""
    outside = own_address()
    port = free_port()
    code, _, answer = start([*UVICORN, "--host", "0.0.0.0", "--workers", "2", "--port", str(port)], port, outside)
    assert code is None
    assert b" 403 " in answer.splitlines()[0]


def own_address() -> str:
    """An address of this machine that is not loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but its own")
        return str(probe.getsockname()[0])


def test_a_socket_in_the_file_system_is_no_address(tmp_path: Path) -> None:
    """`streamlit run` itself ends with its own words then, before it looks at app.py."""
    address = f"unix://{tmp_path / 'socket'}"
    code, said, _ = start(APP, free_port(), folder=option_file(tmp_path, {"server.address": address}))
    assert code == 2
    assert said.splitlines()[-2:] == refusal(address)
    assert "Traceback" not in said


def test_without_the_file_of_options_it_is_not_served_to_others(tmp_path: Path) -> None:
    """`streamlit run` opens its port for everybody then, before it looks at app.py."""
    door = copied_door(tmp_path)
    port = free_port()
    command = [str(door) if part == str(ROOT / "app.py") else part for part in STREAMLIT]
    settings = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "STREAMLIT_SERVER_SHOW_EMAIL_PROMPT": "false"}
    code, said, _ = start([*command, "--server.port", str(port)], port, folder=tmp_path, environment=settings)
    assert code == 2
    assert said.splitlines()[-2:] == refusal("0.0.0.0")


def copied_door(folder: Path) -> Path:
    """app.py in a folder without any file of options."""
    door = folder / "app.py"
    door.write_bytes((ROOT / "app.py").read_bytes())
    return door


def test_the_front_door_alone_serves_this_laptop_without_any_promise_in_a_file(tmp_path: Path) -> None:
    port = free_port()
    option_file(tmp_path, {"server.port": port})
    code, said, answer = start(
        [sys.executable, str(copied_door(tmp_path))], port, folder=tmp_path, environment={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    )
    assert code is None, said
    assert b" 200 " in answer.splitlines()[0]


def test_others_can_be_served_where_that_is_said_on_purpose() -> None:
    assert served("0.0.0.0", PRIVACY_COACH_SERVE_OTHERS="yes")[0] is None


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost"])
def test_this_laptop_is_served(address: str) -> None:
    assert served(address)[0] is None


REACHING = (
    "socket.create_connection(('1.1.1.1', 443), 1)",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('8.8.8.8', 1))",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53))",
    "socket.getaddrinfo('checkip.amazonaws.com', 80)",
    "socket.gethostbyname('example.com')",
    "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 1))",
    "urllib.request.urlopen('http://192.0.2.1/', timeout=1)",
)


def test_no_code_of_the_servers_process_can_reach_beyond_this_laptop() -> None:
    code = "import json, socket, sys, urllib.request, app\nanswers = {}\n"
    for asked in REACHING:
        code += f"try:\n    {asked}\n    answers[{asked!r}] = 'reached'\nexcept OSError as error:\n    answers[{asked!r}] = str(error)\n"
    code += "print(json.dumps(answers))"
    answer = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    answers: dict[str, str] = json.loads(answer.stdout)
    assert list(answers) == list(REACHING)
    assert {asked: told for asked, told in answers.items() if "beyond this laptop" not in told} == {}


def test_streamlits_own_look_ups_of_this_machines_address_are_off() -> None:
    code = "import app; from streamlit import net_util; print(net_util.get_external_ip(), net_util.get_internal_ip())"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "None None"
