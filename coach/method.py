"""content/rules.toml as a document: docs/scoring.md is this text, and the page's section says the same.

python -m coach.method > docs/scoring.md
"""

if __name__ == "__main__":
    # Before the rest, which takes a moment to load: Ctrl+C ends the command at once then, too.
    from coach import interrupts

    interrupts.heed()

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from coach.android import Excuse
from coach.command import answer, put, run
from coach.content import UNKNOWN_TYPE, AppType, Content, Rule, Source, load_content
from coach.content.access import load_access
from coach.measures import LAST
from coach.models import PLATFORMS, TRACKERS, Level
from coach.words import Words, words_in

_BY_ITSELF = ("active", "by_choice", "all_day")
_LEVELS: tuple[Level, ...] = ("needed", "while_using", "extra", "not_needed")
_NOBODYS_FAULT = ("twin", "asks", "fixed", "role", "not-yours")
"""What costs nothing on an Android phone, beside old accesses and those with an excuse (table `android.excuse` of the words)."""


def measured(rule: Rule, content: Content, words: Words) -> str:
    """What a rule counts, and out of how many."""
    counting = content.rules.counting
    return words(f"measure.{rule.measure}", window=counting.window_days, window_hours=counting.window_hours)


def rule_rows(rule: Rule, content: Content, words: Words) -> Iterator[tuple[str, int, int]]:
    """What a rule costs: topic in words, from which count on, which points."""
    for topic, steps in rule.steps.items():
        for step in steps:
            yield content.topic(topic)[words.lang], step.at, step.points


def grade_bands(content: Content, words: Words) -> str:
    return words.join([words("method.band", grade=band.grade, n=band.since) for band in content.rules.grade])


def least_grade(content: Content) -> str:
    """The worst grade of a phone none of whose apps looks further than it needs to."""
    return content.rules.grade_of(content.rules.least_without_excess)


def phones(rule: Rule, words: Words) -> str:
    """On which phones a rule looks for something: those that it is for, whose files show what it counts."""
    if rule.measure in LAST or rule.phones:
        told = [words(f"method.phone-{phone}") for phone in rule.phones or PLATFORMS]
    else:
        by_minutes = any(topic.timeline and topic.id in rule.steps for topic in load_access().topics)
        told = [words("method.phone-ios")] + ([words("method.phone-android-minutes")] if by_minutes else [])
    return words("method.phones", phones=words.join(told))


def applies(rule: Rule, words: Words) -> Iterator[str]:
    """On which phones a rule looks, what it finds, and to which needs it applies."""
    yield phones(rule, words)
    yield words("method.tier", tier=words(f"tier.{rule.tier}"))
    if TRACKERS not in rule.steps:
        yield words("method.applies", levels=words.join([words(f"level.{level}") for level in rule.levels]))
    if left_out := [each for each in _BY_ITSELF if each not in rule.background]:
        yield words("method.background", kinds=words.join([words(f"background.{each}") for each in left_out]))
    for holds, key in ((rule.smaller_setting, "smaller"), (rule.beyond_minutes, "beyond"), (rule.sensitive, "sensitive")):
        if holds:
            yield words(f"method.{key}")


def rule_basis(rule: Rule, content: Content, words: Words) -> str:
    """Whether law or our judgement, and the sources."""
    names = [content.sources[source].short[words.lang] for source in content.cited(rule.sources)]
    sources = words("advice.sources", names=words.join(names))
    return words("method.basis", basis=words(f"basis-short.{rule.basis}"), sources=sources)


def kind_name(kind: AppType, words: Words) -> str:
    """The name of a kind of app; those the 2021 provisions don't have are marked as our own."""
    return kind.name[words.lang] if kind.number else words("method.our-kind", kind=kind.name[words.lang])


def need_rows(kind: AppType, content: Content, words: Words) -> Iterator[tuple[str, str, str, str]]:
    """What a kind of app needs: permission, how far, why, and whether law or our judgement says so."""
    for category, cell in kind.expect.items():
        background = kind.background_ok.get(category)
        why = (cell[words.lang], background[words.lang] if background else "")
        yield content.topic(category)[words.lang], words(f"level.{cell.level}"), words.together(*why), words(f"basis-short.{cell.basis}")


def general_rows(content: Content, words: Words) -> Iterator[tuple[str, str, str]]:
    """What kinds of app need of the permissions that only an Android phone tells of: permission, what most need, the others by what they
    need. None of an iPhone, and none of what nobody is judged by."""
    common, judged = load_content().permissions, {topic for rule in content.rules.rule for topic in rule.steps}
    kinds = [kind for name, kind in content.types.items() if name != UNKNOWN_TYPE]
    for category in content.permissions:
        levels = {kind.id: kind.expect[category].level for kind in kinds if category in kind.expect}
        most = Counter(levels.values()).most_common(1)[0][0] if levels else "unknown"
        if category in common or category not in judged:
            continue
        others = [
            words(
                "method.exception", level=words(f"level.{level}"), kinds=words.join([content.types[each].name[words.lang] for each in same])
            )
            for level in _LEVELS
            if level != most and (same := [each for each, its in levels.items() if its == level])
        ]
        yield content.topic(category)[words.lang], words(f"level.{most}"), " · ".join(others)


def excuse_rows(content: Content, words: Words) -> Iterator[str]:
    """What is held against nobody, each in a sentence; none of an iPhone."""
    if content.platform != "android":
        return
    yield words("android.excuse.before", days=words.small(load_access().counted))
    for excuse in (*filter(None, get_args(Excuse)), *_NOBODYS_FAULT):
        yield words(f"android.excuse.{excuse}")


def source_place(source: Source, words: Words) -> list[str]:
    """What kind of source it is, which part of it is meant, and since when it holds, or when it was last looked up."""
    article = source.article[words.lang] if source.article else ""
    date = words("method.looked-up", day=source.date) if source.living else source.date
    return [part for part in (words(f"status.{source.status}"), article, date) if part]


def document(words: Words) -> Iterator[str]:
    """The lines of docs/scoring.md: the rules of all phones, each once, as the first phone that it is for tells it."""
    contents = [load_content(phone) for phone in PLATFORMS]
    first, lang = contents[0], words.lang
    yield f"# {words('page.method')}"
    yield ""
    yield words("method.score")
    yield words("method.grades", bands=grade_bands(first, words), least=least_grade(first))
    yield words("method.generated", version=first.rules.version)
    yield ""
    yield f"## {words('method.rules')}"
    told = {rule.id: (rule, content) for content in reversed(contents) for rule in content.rules.rule}
    for rule, content in told.values():
        yield ""
        yield from _rule(rule, content, words)
    for excuse in first.rules.excuse:
        yield ""
        yield excuse[lang]
    for content in contents:
        yield from _of_one_phone(content, words)
    yield ""
    yield f"## {words('method.sources')}"
    yield ""
    for source in {source.id: source for content in contents for source in content.sources.values()}.values():
        place = ", ".join(part for part in (*source_place(source, words), source.link) if part)
        yield f"- **{source.title[lang]}** ({place}). {source.says[lang]}"


def _rule(rule: Rule, content: Content, words: Words) -> Iterator[str]:
    yield f"### {rule.title[words.lang]} (`{rule.id}`)"
    yield ""
    yield rule.reason[words.lang]
    yield ""
    yield words.together(*applies(rule, words), rule_basis(rule, content, words))
    yield ""
    yield f"| {words('table.topic')} | {measured(rule, content, words)} | {words('table.points')} |"
    yield "|---|---|---|"
    yield from (f"| {topic} | {at} | {points} |" for topic, at, points in rule_rows(rule, content, words))


def _of_one_phone(content: Content, words: Words) -> Iterator[str]:
    """What only one kind of phone tells of, and what is held against nobody there."""
    if rows := list(general_rows(content, words)):
        yield from ("", f"## {words('method.of-android')}", "", words("method.of-android-note"), "")
        yield f"| {words('table.topic')} | {words('method.most-kinds')} | {words('method.exceptions')} |"
        yield "|---|---|---|"
        yield from (f"| {topic} | {level} | {others} |" for topic, level, others in rows)
    if excuses := list(excuse_rows(content, words)):
        yield from ("", f"## {words('android.excuse.heading')}", "", words("android.excuse.note"), "")
        yield from (f"- {excuse}" for excuse in excuses)


def main() -> int:
    """Prints the document and returns the exit code."""
    words = words_in("en")
    return answer(lambda: put("\n".join(document(words))), words)


if __name__ == "__main__":
    run(main)
