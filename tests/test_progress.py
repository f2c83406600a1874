"""How far a person has come: every change is counted once, and the scores are those of the apps with what was made counted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access, at, ndjson, read

from coach.catalogue import Naming
from coach.content import FOLDER, load_content
from coach.judge import Verdict, judge
from coach.lines import finished_line, headline, open_changes, progress_line
from coach.models import LANGS, Lang, Report
from coach.plan import KnownSetting, Plan, already, decide, undo
from coach.progress import phone_score, scores
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
SAMPLE = read((FOLDER / "ios" / "sample.ndjson").read_bytes())
WECHAT, WHATSAPP, NOBODY = "com.tencent.xin", "net.whatsapp.WhatsApp", "com.example.lumapuzzle"
APPS = (WECHAT, WHATSAPP, "com.taobao.taobao4iphone", "com.meituan.imeituan", "org.whispersystems.signal", NOBODY)
TOPICS = ("location", "photos", "contacts", "microphone")
NOW = at(20, day=8)
USE = st.dictionaries(
    st.tuples(st.sampled_from(APPS), st.sampled_from(TOPICS)),
    st.tuples(st.sampled_from([2, 14]), st.integers(1, 7)),
    min_size=1,
    max_size=10,
)
"""At which hour an app used a permission, and on how many days."""
ANSWERS = ("nothing", "done", "already", "keep", "later")


def report_of(use: dict[tuple[str, str], tuple[int, int]]) -> Report:
    """A week with this use, beside a part of iOS at both its ends: enough is recorded, whatever else there is."""
    lines = [line for day in (0, 7) for line in access("com.apple.Preferences", "location", at(12, day=day))]
    for (app, topic), (hour, days) in use.items():
        minute = 7 * APPS.index(app)  # a time of its own: none is up with another
        lines += [line for day in range(days) for line in access(app, topic, at(hour, minute, day=day))]
    return read(ndjson(lines))


def answered(verdict: Verdict, answers: list[str]) -> Plan:
    """A plan with an answer for each change, the first ones first."""
    plan = Plan()
    for item, answer in zip(verdict.changes, answers, strict=False):
        if answer == "already":
            plan = already(plan, item)
        elif answer in ("done", "keep", "later"):
            plan = decide(plan, item, answer, NOW)  # type: ignore[arg-type]
    return plan


@st.composite
def walks(draw: st.DrawFn) -> Verdict:
    """A verdict with any answers."""
    fresh = judge(report_of(draw(USE)), CONTENT)
    answers = draw(st.lists(st.sampled_from(ANSWERS), min_size=len(fresh.changes), max_size=len(fresh.changes)))
    return judge(fresh.report, CONTENT, answered(fresh, answers))


@given(walks())
def test_each_change_is_done_already_so_kept_put_off_or_left(verdict: Verdict) -> None:
    progress = verdict.progress
    assert progress.total == progress.done + progress.already + progress.kept + progress.later + len(progress.left)
    decided = Counter(choice.decision for item in verdict.changes if (choice := verdict.plan.choice(item)))
    assert (progress.done, progress.kept, progress.later) == (decided["done"], decided["keep"], decided["later"])
    assert progress.left == tuple(item for item in verdict.changes if verdict.plan.choice(item) is None)
    assert progress.begun == (len(progress.left) < progress.total)
    assert [item.bundle_id for item in open_changes(verdict)][: len(progress.left)] == [item.bundle_id for item in progress.left]
    assert len(open_changes(verdict)) == len(progress.left) + progress.later


@given(walks())
def test_what_was_won_is_the_sum_of_what_the_apps_won(verdict: Verdict) -> None:
    progress = verdict.progress
    before = {app.profile.bundle_id: app.score for app in verdict.assessment.in_state("judged")}
    assert progress.apps.keys() == {bundle_id for bundle_id, _ in verdict.settled}
    assert progress.apps == scores(verdict.assessment, verdict.settled, CONTENT.rules)
    gains = {bundle_id: after - (before[bundle_id] or 0) for bundle_id, after in progress.apps.items()}
    assert all(gain > 0 for gain in gains.values()), "a change that was advised gains something"
    assert progress.won == sum(gains.values())


@given(walks())
def test_the_score_is_that_of_the_phone_with_what_was_made_counted(verdict: Verdict) -> None:
    progress, before = verdict.progress, verdict.assessment.score
    assert progress.score == phone_score(verdict.assessment, verdict.settled, CONTENT.rules)
    assert (progress.score is None) == (before is None) == (progress.grade is None)
    if progress.score is not None and before is not None:
        assert progress.score >= before
        assert progress.grade == CONTENT.rules.grade_of(progress.score)
        assert progress.done or progress.score == before, "only what is done moves it"


@given(walks(), st.data())
def test_each_answer_can_be_taken_back(verdict: Verdict, data: st.DataObject) -> None:
    plan = verdict.plan
    places = [choice.place for choice in plan.choices] + [known.place for known in plan.settings]
    for place in data.draw(st.permutations(places)):
        plan = undo(plan, place)
    assert plan == Plan()
    assert judge(verdict.report, CONTENT, plan).progress == judge(verdict.report, CONTENT).progress


@given(walks(), st.sampled_from(LANGS))
def test_the_end_is_told_once_nothing_is_left_and_never_before(verdict: Verdict, lang: Lang) -> None:
    say = Wording(CONTENT, words_in(lang), 18)
    ended = bool(verdict.progress.begun and not verdict.progress.left)
    assert bool(finished_line(verdict, say)) == ended
    if ended and not open_changes(verdict) and not verdict.striking:
        assert headline(verdict, say) == finished_line(verdict, say)


def test_what_was_made_and_still_happens_is_left_to_decide() -> None:
    nights = read(ndjson([line for day in range(16) for line in access(WECHAT, "photos", at(2, day=day))]))
    (item,) = judge(nights, CONTENT).changes
    verdict = judge(nights, CONTENT, decide(Plan(), item, "done", at(12, day=7)))
    assert (verdict.progress.done, verdict.progress.won, len(verdict.progress.left)) == (0, 0, 1)
    assert verdict.progress.score == verdict.assessment.score


def test_what_an_app_was_told_to_have_already_takes_its_offer_off_and_counts() -> None:
    fresh = judge(SAMPLE, CONTENT)
    (item,) = [item for item in fresh.changes if item.bundle_id == WHATSAPP]
    verdict = judge(SAMPLE, CONTENT, already(Plan(), item))
    assert (verdict.progress.total, verdict.progress.already, len(verdict.progress.left)) == (5, 1, 4)
    assert verdict.app(WHATSAPP).score == 100 > (fresh.app(WHATSAPP).score or 0)
    assert (verdict.assessment.score or 0) > (fresh.assessment.score or 0)
    assert verdict.progress.won == 0, "nothing was changed, so nothing was won back"


def test_what_is_too_much_stays_with_a_smaller_setting_when_the_advised_one_is_in_force_already() -> None:
    (item, *_) = judge(SAMPLE, CONTENT).changes
    verdict = judge(SAMPLE, CONTENT, already(Plan(), item))
    (now,) = [each for each in verdict.changes if each.bundle_id == item.bundle_id]
    permission = CONTENT.permissions[item.permission]
    assert permission.rank(now.setting) < permission.rank(item.setting)
    assert (verdict.progress.total, verdict.progress.already) == (5, 0), "counted as the change that it is, and no second time"


@pytest.mark.parametrize(("app", "permission"), [(NOBODY, "location"), (WHATSAPP, "microphone"), ("com.example.absent", "photos")])
def test_a_setting_of_which_the_report_judges_nothing_is_no_part_of_the_way(app: str, permission: str) -> None:
    """Of an app that is asked about, of a permission that was not used, of an app that the report does not have."""
    known = KnownSetting(bundle_id=app, permission=permission, setting=CONTENT.permissions[permission].setting[0].id)
    assert judge(SAMPLE, CONTENT, Plan(settings=(known,))).progress == judge(SAMPLE, CONTENT).progress


def test_a_phone_of_which_too_little_was_recorded_has_no_score_and_its_apps_win_back_theirs() -> None:
    report = read(ndjson([line for hour in range(9, 20) for line in access("com.taobao.taobao4iphone", "contacts", at(hour))]))
    (item,) = judge(report, CONTENT).changes
    progress = judge(report, CONTENT, decide(Plan(), item, "done", NOW)).progress
    assert (progress.score, progress.grade, progress.done, progress.won) == (None, None, 1, item.gain)


@pytest.mark.parametrize("lang", LANGS)
def test_the_way_is_told_in_words(lang: Lang) -> None:
    """Done and already so count together; what is kept and put off is told where there is any."""
    fresh, words = judge(SAMPLE, CONTENT), words_in(lang)
    say = Wording(CONTENT, words, 18)
    assert progress_line(fresh, say) == words("progress.done", done=0, all=5)
    verdict = judge(SAMPLE, CONTENT, answered(fresh, ["done", "keep", "later", "already"]))
    score = verdict.assessment.score
    told = [words("progress.done", done=2, all=5), words("progress.score", before=score, after=verdict.progress.score)]
    told += [words("progress.won", n=40), words("progress.kept", n=1), words("progress.later", n=1)]
    assert progress_line(verdict, say) == words.together(*told)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("answers", "key"),
    [(["done"] * 5, "finished.better"), (["keep"] * 5, "finished.kept"), (["keep"] * 3 + ["already"] * 2, "finished.done")],
)
def test_the_end_says_what_came_of_it(lang: Lang, answers: list[str], key: str) -> None:
    verdict = judge(SAMPLE, CONTENT, answered(judge(SAMPLE, CONTENT), answers))
    expected = words_in(lang)(key, before=verdict.assessment.score, after=verdict.progress.score)
    assert finished_line(verdict, Wording(CONTENT, words_in(lang), 18)) == expected


@pytest.mark.parametrize("lang", LANGS)
def test_the_end_names_what_was_put_off(lang: Lang) -> None:
    verdict = judge(SAMPLE, CONTENT, answered(judge(SAMPLE, CONTENT), ["later", "later", "done", "done", "done"]))
    told = finished_line(verdict, Wording(CONTENT, words_in(lang), 18))
    assert told.endswith(words_in(lang)("finished.put-off", n=2))


def test_an_answer_to_a_question_makes_a_change_that_is_left() -> None:
    verdict = judge(SAMPLE, CONTENT, Plan(apps={NOBODY: Naming(types=("gaming",))}))
    assert verdict.progress.total == len(verdict.progress.left) > judge(SAMPLE, CONTENT).progress.total
