"""Real files of others, counted exactly. They are beside the project, not in it."""

from pathlib import Path

import pytest

from coach.reading.android.texts import read_android, read_texts

SHARED = Path(__file__).resolve().parents[4] / "shared" / "samples" / "android"
EMULATOR, EXCERPT = SHARED / "android9-emulator" / "bugreport.zip", SHARED / "android11-excerpt"


@pytest.fixture
def emulator() -> bytes:
    if not EMULATOR.exists():
        pytest.skip("the emulator's bug report is not here")
    return EMULATOR.read_bytes()


@pytest.fixture
def excerpt() -> Path:
    if not EXCERPT.exists():
        pytest.skip("the excerpt is not here")
    return EXCERPT


def test_the_bug_report_of_an_emulator(emulator: bytes) -> None:
    found = read_android([("bugreport.zip", emulator)])
    counts = found.counts
    (text,) = read_texts(emulator, "bugreport.zip")
    assert len(text.raw.packages) == 110
    assert (counts.version, counts.maker) == (9, "Google")
    assert (counts.app_ops_packages, counts.op_lines) == (57, 189)
    assert (counts.records, counts.accesses, counts.refused) == (289, 280, 9)
    assert (counts.runtime_permissions, counts.granted) == (187, 186)
    assert (counts.unread_lines, found.unread, found.cut) == (0, (), ())
    assert counts.sections.model_dump() == {"app_ops": True, "packages": True, "usage": True, "minutes": False}
    assert str(found.dumped) == "2019-08-15 15:09:10.636000"
    assert found.roles == {
        "dialler": ("com.google.android.dialer",),
        "keyboard": ("com.google.android.inputmethod.latin",),
        "messages": ("com.google.android.apps.messaging",),
    }
    assert {each.told_by for each in found.restarts} == {"uptime", "wave"}
    assert not any(can.allowed for topic, can in found.can.items() if topic in ("camera", "contacts", "location"))


def test_the_excerpt_of_android_11(excerpt: Path) -> None:
    found = read_android([("appops.md", (excerpt / "appops.md").read_bytes())])
    counts = found.counts
    assert (counts.app_ops_packages, counts.op_lines) == (1, 7)
    assert (counts.records, counts.accesses, counts.refused, counts.unread_lines) == (15, 12, 3, 0)
    assert {each.op for each in found.accesses if each.judged} == {"FINE_LOCATION"}
    assert [(each.seen, each.refused) for each in found.accesses if each.judged] == [
        ("notice", False),
        ("background", True),
        ("notice", True),
    ]


def test_the_grants_of_the_excerpt(excerpt: Path) -> None:
    found = read_android([("permission.md", (excerpt / "permission.md").read_bytes())])
    assert (found.counts.runtime_permissions, found.counts.granted, found.counts.unread_lines) == (4, 0, 0)
    assert [(each.topic, each.level) for each in found.allowed] == [("camera", "ask"), ("location", "ask")]
    assert found.cut == ()


def test_both_files_of_the_excerpt_are_one_phone(excerpt: Path) -> None:
    found = read_android([(name, (excerpt / name).read_bytes()) for name in ("permission.md", "appops.md")])
    assert (found.counts.records, found.counts.runtime_permissions) == (15, 4)
