"""How much of a report the tables know."""

import shutil
from pathlib import Path

import pytest
from report_lines import access, at, ndjson, network, read

from coach.activity import activities
from coach.content import FOLDER, load_content
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


def test_apps_that_looked_most_are_named_first() -> None:
    lines = [*LINES, *access("com.example.seldom", "photos", at(9)), *access("com.example.often", "photos", at(9))]
    lines += access("com.example.often", "photos", at(10))
    found = coverage(activities(read(ndjson(lines)), CONTENT), CONTENT)
    assert found.apps.missing == ("com.example.often", "com.example.seldom", UNKNOWN)


def test_the_rows_that_are_printed_are_all_that_the_tables_miss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        *LINES,
        *network("ABCDE12345.com.example.team", "a.b.example.co.uk", owner='Who, "Ever" Ltd.', domain_type=1),
        *network(UNKNOWN, "c.example.co.uk"),
        *network('com.example.comma,"and', "nobody.example"),
    ]
    path = tmp_path / "report.ndjson"
    path.write_bytes(ndjson(lines))
    assert main([str(path)]) == 0
    _, apps, owners = capsys.readouterr().out.split("\n\n")
    app_rows, owner_rows = (part.splitlines()[1:] for part in (apps, owners))
    assert len(owner_rows) == 3, "one of a domain"
    assert owner_rows[0] == 'example.co.uk,"Who, ""Ever"" Ltd.","Who, ""Ever"" Ltd.",,company,'
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    for name, rows in (("apps.csv", app_rows), ("owners.csv", owner_rows)):
        table = folder / name
        filled = (row.replace(",,,,app,C", ",,gaming,,app,C") for row in rows)
        table.write_text(table.read_text(encoding="utf-8") + "".join(f"{row}\n" for row in filled), encoding="utf-8")
    content = load_content(folder=folder)
    report = read(ndjson(line for line in lines if "comma" not in line))
    found = coverage(activities(report, content), content)
    assert (found.apps.missing, found.kinds.missing, found.hosts.missing, found.app_rows, found.owner_rows) == ((), (), (), (), ())


def test_an_app_without_a_kind_is_printed_with_what_is_known_of_it() -> None:
    blank = next(row for row in CONTENT.apps.values() if row.kind == "app" and not row.types)
    (row,) = coverage(activities(read(ndjson(access(blank.ios, "photos", at(9)))), CONTENT), CONTENT).app_rows
    assert row == blank.model_dump()


def test_nothing_to_know_is_all_known() -> None:
    assert Share(named=0, missing=()).share == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_command_prints_the_shares_and_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: Lang) -> None:
    path = tmp_path / "report.ndjson"
    path.write_bytes(ndjson(LINES + network(f"{UNKNOWN}.widget", "ulogs.umeng.com")))
    assert main([str(path), "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert "66.7" in out
    assert f"\n{UNKNOWN},,fooBar,fooBar,,,,,app,C\n" in out
    assert f"{UNKNOWN}.widget" not in out, "a part of an app is no app that is missing"
    assert out.index("\nnobody.example,") < out.index("\nalso-nobody.example,")


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
