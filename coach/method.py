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
from coach.words import Words, words


def rule_rows(rule: Rule, say: Words) -> Iterator[tuple[str, int, int]]:
    """What a rule costs: topic in words, from which count on, which points."""
    for topic, steps in rule.steps.items():
        for step in steps:
            yield say(f"topic.{topic}"), step.at, step.points


def grade_bands(content: Content, say: Words) -> str:
    return say.join([say("method.band", grade=band.grade, n=band.since) for band in content.rules.grade])


def rule_basis(rule: Rule, content: Content, say: Words) -> str:
    """Whether law or our judgement, and the sources."""
    sources = say("advice.sources", names=say.join([content.sources[source].short[say.lang] for source in rule.sources]))
    return say("method.basis", basis=say(f"basis-short.{rule.basis}"), sources=sources)


def kind_name(kind: AppType, say: Words) -> str:
    """The name of a kind of app; those the 2021 provisions don't have are marked as our own."""
    return kind.name[say.lang] if kind.number else say("method.our-kind", kind=kind.name[say.lang])


def need_rows(kind: AppType, say: Words) -> Iterator[tuple[str, str, str, str]]:
    """What a kind of app needs: permission, how far, why, and whether law or our judgement says so."""
    for category, cell in kind.expect.items():
        background = kind.background_ok.get(category)
        why = (cell[say.lang], background[say.lang] if background else "")
        yield say(f"topic.{category}"), say(f"level.{cell.level}"), say.together(*why), say(f"basis-short.{cell.basis}")


def source_place(source: Source, say: Words) -> list[str]:
    """What kind of source it is, which part of it is meant, and since when it holds."""
    article = source.article[say.lang] if source.article else ""
    return [part for part in (say(f"status.{source.status}"), article, source.date) if part]


def document(content: Content, say: Words) -> Iterator[str]:
    """The lines of docs/scoring.md."""
    lang = say.lang
    yield f"# {say('page.method')}"
    yield ""
    yield say("method.score")
    yield say("method.grades", bands=grade_bands(content, say), n=content.rules.lowest_apps)
    yield say("method.generated", version=content.rules.version)
    yield ""
    yield f"## {say('method.rules')}"
    for rule in content.rules.rule:
        yield ""
        yield f"### {rule.title[lang]} (`{rule.id}`)"
        yield ""
        yield rule.reason[lang]
        yield ""
        yield f"{say('method.applies', levels=say.join([say(f'level.{level}') for level in rule.levels]))} {rule_basis(rule, content, say)}"
        if rule.background_excuses:
            yield say("method.excused")
        yield ""
        yield f"| {say('table.topic')} | {say(f'measure.{rule.measure}')} | {say('table.points')} |"
        yield "|---|---|---|"
        yield from (f"| {topic} | {at} | {points} |" for topic, at, points in rule_rows(rule, say))
    for excuse in content.rules.excuse:
        yield ""
        yield excuse[lang]
    yield ""
    yield f"## {say('method.sources')}"
    yield ""
    for source in content.sources.values():
        place = ", ".join(part for part in (*source_place(source, say), source.link) if part)
        yield f"- **{source.title[lang]}** ({place}). {source.says[lang]}"


def main() -> int:
    """Prints the document and returns the exit code."""
    say = words("en")
    return answer(lambda: put("\n".join(document(load_content(), say))), say)


if __name__ == "__main__":
    run(main)
