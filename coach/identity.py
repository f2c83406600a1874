"""One app is one app: the ids under which a phone lists it, or a part of it, become one.

A phone may put the developer's prefix before an id, spell it in other letter case, or list a part that an app brought along (its
notifications, its widget, its keyboard). Such parts are listed in content/identity.toml, and never are what the catalogue knows as an app.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from coach.catalogue import bare_id
from coach.content import Content
from coach.models import Report, ReportSummary
from coach.plan import Plan
from coach.runs import run_starts

_FEWEST_PARTS = 3
"""An id of an app that nobody knows has so many parts: of `com.example.widget` the whole is the app."""


def same_app(report: Report, content: Content) -> Report:
    """The report with one id for each app. Of an Android phone there is one already."""
    if report.android:
        return report
    found = ids(_names(report), content)
    if all(name == one for name, one in found.items()):
        return report
    accesses = _accesses(report.accesses, found)
    return replace(
        report,
        summary=_counted(report, accesses),
        accesses=accesses,
        network=_renamed(report.network, found),
        owners=_owners(report, found),
    )


def same_plan(plan: Plan, report: Report, content: Content) -> Plan:
    """The plan, with the ids that its apps have in the report."""
    if report.android:
        return plan
    mine = {*plan.apps, *(choice.bundle_id for choice in plan.choices), *(known.bundle_id for known in plan.settings)}
    mine |= {*plan.report.apps, *(seen.bundle_id for seen in plan.report.findings)} if plan.report else set()
    found = ids(_names(report), content, mine)
    if all(found[name] == name for name in mine):
        return plan
    renamed: dict[str, object] = {
        "apps": {found[name]: said for name, said in plan.apps.items()},
        "choices": tuple(
            {
                (found[choice.bundle_id], choice.permission): choice.model_copy(update={"bundle_id": found[choice.bundle_id]})
                for choice in plan.choices
            }.values()
        ),
        "settings": tuple(known.model_copy(update={"bundle_id": found[known.bundle_id]}) for known in plan.settings),
    }
    if plan.report:
        seen = tuple(each.model_copy(update={"bundle_id": found[each.bundle_id]}) for each in plan.report.findings)
        apps = tuple(dict.fromkeys(found[name] for name in plan.report.apps))
        renamed["report"] = plan.report.model_copy(update={"findings": seen, "apps": apps})
    return plan.model_copy(update=renamed)


def ids(names: Iterable[str], content: Content, more: Iterable[str] = ()) -> Mapping[str, str]:
    """Each of these ids, and the one that its app goes by: as the catalogue spells it, else in the smallest letters among these.

    more: further ids, which change nothing of what those before them are.
    """
    wanted, later = sorted(set(names)), sorted(set(more))
    here = {bare_id(name).casefold() for name in wanted}
    whole = {name: _app_of(bare_id(name), here, content) for name in (*wanted, *later)}
    spelt: dict[str, str] = {}
    for each in (wanted, later):
        for name in sorted((whole[name] for name in each), key=lambda name: (sum(letter.isupper() for letter in name), name)):
            spelt.setdefault(name.casefold(), name)
    for folded in spelt:
        if row := content.apps.get(folded):
            spelt[folded] = row.spelt(folded)
    return {name: spelt[app.casefold()] for name, app in whole.items()}


def _app_of(name: str, here: set[str], content: Content) -> str:
    """The id without what stands for a part of the app. here: the ids beside it, in small letters."""
    while name.casefold() not in content.apps:
        ending = next((end for end in content.identity.longest_first if name.casefold().endswith(end)), "")
        app = name[: len(name) - len(ending)]
        if not ending or not (app.casefold() in content.apps or app.casefold() in here or app.count(".") + 1 >= _FEWEST_PARTS):
            break
        name = app
    return name


def _names(report: Report) -> list[str]:
    return [*report.accesses["bundle_id"].cat.categories, *report.network["bundle_id"].cat.categories]


def _renamed(frame: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    old = list(frame["bundle_id"].cat.categories)
    new = sorted({found[name] for name in old})
    place = {name: number for number, name in enumerate(new)}
    codes = np.array([place[found[name]] for name in old], dtype=np.int64)[frame["bundle_id"].cat.codes.to_numpy()]
    return frame.assign(bundle_id=pd.Categorical.from_codes(codes, pd.Index(new, dtype=object)))


def _accesses(accesses: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    """Renamed; one access that was listed under two ids of one app, as by two exports, is one."""
    new = _renamed(accesses, found)
    was = accesses["bundle_id"].cat.codes.to_numpy()
    keys = [new["bundle_id"].cat.codes.to_numpy(), new["category"].cat.codes.to_numpy(), new["picker"].to_numpy()]
    keys += [new[name].to_numpy().astype("M8[ms]").view(np.int64) for name in ("begin", "end")]
    order, place = np.lexsort((was, *keys)), np.arange(len(was))
    which = np.empty_like(place)  # among those that are alike under one id
    which[order] = place - np.maximum.accumulate(np.where(run_starts(*(key[order] for key in (was, *keys))), place, 0))
    order = np.lexsort((was, which, *keys))
    again = order[~run_starts(*(key[order] for key in (which, *keys)))]
    return new.drop(index=new.index[again]).reset_index(drop=True) if len(again) else new


def _counted(report: Report, accesses: pd.DataFrame) -> ReportSummary:
    """The summary with these accesses: lines of those that were left out are duplicates."""
    before, left_out = report.summary, len(report.accesses) - len(accesses)
    if not left_out:
        return before
    open_left_out = int(report.accesses["end"].isna().sum()) - int(accesses["end"].isna().sum())
    looked, picked = (
        {str(category): int(count) for category, count in sorted(rows["category"].value_counts(sort=False).items()) if count}
        for rows in (accesses[~accesses["picker"]], accesses[accesses["picker"]])
    )
    counts = {
        "accesses": looked,
        "picker_accesses": picked,
        "open_intervals": before.open_intervals - open_left_out,
        "duplicates": before.duplicates + 2 * left_out - open_left_out,
    }
    return before.model_copy(update=counts)


def _owners(report: Report, found: Mapping[str, str]) -> pd.DataFrame:
    owners = report.owners
    return (
        owners.assign(bundle_id=[found[name] for name in owners["bundle_id"]])
        .drop_duplicates()
        .sort_values(list(owners.columns), ignore_index=True)
    )
