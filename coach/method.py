"""content/rules.toml as a document: docs/scoring.md is this text, and the page's section says the same.

python -m coach.method > docs/scoring.md
"""

if __name__ == "__main__":
    # Before the rest, which takes a moment to load: Ctrl+C ends the command at once then, too.
    from coach import interrupts

    interrupts.heed()

from collections.abc import Iterator

from coach.command import answer, put, run
from coach.content import AppType, Content, Rule, Source, load_content
from coach.models import TRACKERS
from coach.words import Words, words_in

_BY_ITSELF = ("active", "by_choice", "all_day")


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


def applies(rule: Rule, words: Words) -> Iterator[str]:
    """What a rule finds, and to which needs it applies."""
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


def source_place(source: Source, words: Words) -> list[str]:
    """What kind of source it is, which part of it is meant, and since when it holds, or when it was last looked up."""
    article = source.article[words.lang] if source.article else ""
    date = words("method.looked-up", day=source.date) if source.living else source.date
    return [part for part in (words(f"status.{source.status}"), article, date) if part]


def document(content: Content, words: Words) -> Iterator[str]:
    """The lines of docs/scoring.md."""
    lang = words.lang
    yield f"# {words('page.method')}"
    yield ""
    yield words("method.score")
    yield words("method.grades", bands=grade_bands(content, words), least=least_grade(content))
    yield words("method.generated", version=content.rules.version)
    yield ""
    yield f"## {words('method.rules')}"
    for rule in content.rules.rule:
        yield ""
        yield f"### {rule.title[lang]} (`{rule.id}`)"
        yield ""
        yield rule.reason[lang]
        yield ""
        yield words.together(*applies(rule, words), rule_basis(rule, content, words))
        yield ""
        yield f"| {words('table.topic')} | {measured(rule, content, words)} | {words('table.points')} |"
        yield "|---|---|---|"
        yield from (f"| {topic} | {at} | {points} |" for topic, at, points in rule_rows(rule, content, words))
    for excuse in content.rules.excuse:
        yield ""
        yield excuse[lang]
    yield ""
    yield f"## {words('method.sources')}"
    yield ""
    for source in content.sources.values():
        place = ", ".join(part for part in (*source_place(source, words), source.link) if part)
        yield f"- **{source.title[lang]}** ({place}). {source.says[lang]}"


def main() -> int:
    """Prints the document and returns the exit code."""
    words = words_in("en")
    return answer(lambda: put("\n".join(document(load_content(), words))), words)


if __name__ == "__main__":
    run(main)
