"""How much of a report the tables know."""

from pathlib import Path

import pytest
from report_lines import access, at, ndjson, network, read

from coach.activity import activities
from coach.content import load_content
from coach.coverage import Share, coverage, main
from coach.models import LANGS, Lang
from coach.reading import read_report
from coach.words import words_in

CONTENT = load_content()
CHAT, UNKNOWN = "net.whatsapp.WhatsApp", "com.example.fooBar"
LINES = (
    access(CHAT, "photos", at(9))
    + access("com.apple.camera", "camera", at(9))
    + network(UNKNOWN, "ulogs.umeng.com")
    + network(UNKNOWN, "nobody.example")
    + network(CHAT, "nobody.example")
    + network(CHAT, "also-nobody.example")
    + network(CHAT, "8.8.8.8")
    + network(CHAT, "printer.local")
    + network(CHAT, "opened.example", initiated="NonAppInitiated")
)


def test_apps_kinds_and_hosts_are_counted_and_the_missing_ones_named() -> None:
    found = coverage(activities(read(ndjson(LINES)), CONTENT), CONTENT)
    assert found.apps == Share(named=2, missing=(UNKNOWN,))
    assert found.kinds == Share(named=1, missing=(UNKNOWN,))
    assert found.hosts == Share(named=1, missing=("nobody.example", "also-nobody.example"))


def test_nothing_to_know_is_all_known() -> None:
    assert Share(named=0, missing=()).share == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_command_prints_the_shares_and_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: Lang) -> None:
    path = tmp_path / "report.ndjson"
    path.write_bytes(ndjson(LINES + network(f"{UNKNOWN}.widget", "ulogs.umeng.com")))
    assert main([str(path), "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert "66.7" in out
    assert f"\n  {UNKNOWN}\n" in out
    assert f"{UNKNOWN}.widget" not in out, "a part of an app is no app that is missing"
    assert out.index("  nobody.example") < out.index("  also-nobody.example")


def test_what_is_no_report_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n")
    assert main([str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main([str(tmp_path / "nowhere.ndjson")]) == 2


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("arguments", "code", "values"),
    [([], "no-input", {}), (["r", "--frobnicate"], "unknown-option", {"option": "--frobnicate"})],
    ids=["no report", "wrong option"],
)
def test_a_wrong_call_gets_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: str, values: dict[str, str], lang: Lang
) -> None:
    assert main([*arguments, "--lang", lang]) == 2
    assert capsys.readouterr() == ("", words_in(lang)(f"unusable.{code}", **values) + "\n")


@pytest.mark.parametrize("lang", LANGS)
def test_help_is_in_the_language_asked_for(capsys: pytest.CaptureFixture[str], lang: Lang) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help", "--lang", lang])
    out, err = capsys.readouterr()
    assert (ended.value.code, err) == (0, "")
    assert words_in(lang)("coverage.about") in out
    assert words_in(lang)("cli.usage") in out


def test_a_real_phone_is_mostly_known(samples: Path) -> None:
    report = read_report([("report.ndjson", (samples / "reporthar-2024.ndjson").read_bytes())])
    found = coverage(activities(report, CONTENT), CONTENT)
    assert (found.apps.all, found.hosts.all) == (22, 120)
    assert found.apps.share >= 0.85
    assert found.hosts.share >= 0.99
