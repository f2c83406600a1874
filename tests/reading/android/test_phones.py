"""The made-up phones that lie in the project: made by their script, and read as the stories that they tell."""

import importlib.util
import io
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from coach.android import Allowed, AndroidPhone, LastAccess
from coach.reading.android.texts import phone_of, read_android, read_texts, trimmed_copy

ROOT = Path(__file__).resolve().parents[3]
PHONES = ROOT / "tests" / "phones"
FILES = {path.name: path for path in (ROOT / "content" / "android" / "sample.zip", *sorted(PHONES.iterdir()))}
MEITUAN, WECHAT, TORCH, DIDI = "com.sankuai.meituan", "com.tencent.mm", "com.example.brighttorch", "com.sdu.didi.psnger"


def read(name: str) -> AndroidPhone:
    return read_android([(name, FILES[name].read_bytes())])


def of(phone: AndroidPhone, app: str, topic: str) -> tuple[list[LastAccess], Allowed]:
    (allowed,) = (each for each in phone.allowed if (each.app, each.topic) == (app, topic))
    return [each for each in phone.accesses if (each.app, each.topic) == (app, topic)], allowed


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sample_phone", ROOT / "scripts" / "make_sample_phone.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_sample_phone", made)
    spec.loader.exec_module(made)
    return made


def contents(data: bytes) -> dict[str, bytes]:
    """What is in a zip, however it was packed; a text as it is."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_script_makes_what_lies_in_the_project(script: ModuleType) -> None:
    assert {path.name for path in script.FILES} == set(FILES)
    for path, made in script.FILES.items():
        assert contents(made()) == contents(path.read_bytes()), path.name


@pytest.mark.parametrize("name", FILES)
def test_every_line_of_them_is_read_and_a_trimmed_copy_tells_the_same(name: str) -> None:
    texts = read_texts(FILES[name].read_bytes(), name)
    found = phone_of(texts)
    assert (found.unread, found.cut) == ((), ())
    assert found.counts.records > 50
    copied = trimmed_copy(texts)
    assert phone_of(read_texts(copied.encode(), texts[0].name)) == found
    assert "48.137" not in copied


def test_the_sample_phone() -> None:
    phone = read("sample.zip")
    assert (phone.counts.version, phone.counts.maker, phone.minutes_of) == (14, "Google", "")
    # Allowed always, and it looked from the background.
    accesses, allowed = of(phone, MEITUAN, "location")
    assert (allowed.level, allowed.precise) == ("always", True)
    assert {(each.op, each.seen, each.counts) for each in accesses} == {
        ("FINE_LOCATION", "background", True),
        ("COARSE_LOCATION", "background", True),
        ("FINE_LOCATION", "screen", True),
    }
    # It holds the microphone and never used it.
    accesses, allowed = of(phone, TORCH, "microphone")
    assert (accesses, allowed.level, allowed.held) == ([], "while-using", True)
    # In the background last Tuesday at 08:00, though it may look only while it is in use.
    accesses, allowed = of(phone, DIDI, "location")
    (early,) = (each for each in accesses if each.seen == "background")
    assert (str(early.time), early.excuse, allowed.level) == ("2026-03-10 08:00:00", "foreground-only", "while-using")
    # The messages app, and a check of the number.
    assert phone.roles["messages"] == ("com.google.android.apps.messaging",)
    accesses, _ = of(phone, "com.eg.android.AlipayGphone", "sms")
    assert {each.op: each.excuse for each in accesses} == {"READ_SMS": "number-check", "WRITE_SMS": ""}
    # A no that works; selected photos; what just was on the screen.
    accesses, allowed = of(phone, WECHAT, "sms")
    assert ([each.refused for each in accesses], allowed.level) == ([True], "not")
    assert of(phone, "com.zhihu.android", "photos")[1].level == "limited"
    assert {each.seen: each.excuse for each in of(phone, WECHAT, "photos")[0]} == {"screen": "", "background": "lag"}


def test_a_phone_with_a_work_profile_that_was_just_started() -> None:
    phone = read("work-and-restart.zip")
    woken = {each.app for each in phone.accesses if each.excuse == "restart"}
    assert woken == {"com.example.lumapuzzle.two"}
    assert {each.told_by for each in phone.restarts} == {"uptime", "wave"}
    assert [(each.user, each.whose) for each in phone.profiles] == [(10, "work"), (999, "copy")]
    assert of(phone, "com.microsoft.teams@10", "contacts")[1].fixed == "employer"
    assert of(phone, f"{WECHAT}@999", "photos")[0][0].seen == "background"
    assert f"{WECHAT}@999" not in {each.app for each in phone.accesses if each.topic == "camera"}


@pytest.mark.parametrize(("name", "of_what"), [("seven-days.txt", "days"), ("later-android-16.txt", "hour")])
def test_phones_with_minutes(name: str, of_what: str) -> None:
    phone = read(name)
    minutes = [each for each in phone.minutes if each.app == MEITUAN]
    assert (phone.minutes_of, phone.counts.sections.minutes) == (of_what, True)
    assert len(minutes) == (7 * 56 if of_what == "days" else 4)
    assert sum(each.seen == "background" for each in minutes) > len(minutes) / 2
    assert all(each.age < (7 * 24 if of_what == "days" else 1) * 3_600_000 + 60_000 for each in minutes)


def test_a_phone_of_android_10() -> None:
    phone = read("android-10.txt")
    assert phone.counts.version == 10
    assert (phone.can["location"].allowed, phone.can["photos"].accesses, phone.can["photos"].allowed) == (True, False, False)
    assert of(phone, MEITUAN, "location")[1].level == "always"
    assert of(phone, DIDI, "location")[1].level == "while-using"
