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
from coach.models import Report
from coach.plan import Plan
from coach.runs import run_starts

_FEWEST_PARTS = 3
"""An id of an app that nobody knows has so many parts: of `com.example.widget` the whole is the app."""


def same_app(report: Report, content: Content) -> Report:
    """The report with one id for each app."""
    found = ids(_names(report), content)
    if all(name == one for name, one in found.items()):
        return report
    return replace(
        report, accesses=_accesses(report.accesses, found), network=_renamed(report.network, found), owners=_owners(report, found)
    )


def same_plan(plan: Plan, report: Report, content: Content) -> Plan:
    """The plan, with the ids that its apps have in the report."""
    mine = {*plan.apps, *(choice.bundle_id for choice in plan.choices), *(known.bundle_id for known in plan.settings)}
    mine |= {seen.bundle_id for seen in plan.report.findings} if plan.report else set()
    listed = {one.casefold(): one for one in ids(_names(report), content).values()}
    found = {name: listed.get(one.casefold(), one) for name, one in ids([*_names(report), *mine], content).items()}
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
        renamed["report"] = plan.report.model_copy(update={"findings": seen})
    return plan.model_copy(update=renamed)


def ids(names: Iterable[str], content: Content) -> Mapping[str, str]:
    """Each of these ids, and the one that its app goes by: as the catalogue spells it, else in the smallest letters among these."""
    wanted = sorted(set(names))
    bare = {name: bare_id(name) for name in wanted}
    here = {short.casefold() for short in bare.values()}
    whole = {name: _app_of(short, here, content) for name, short in bare.items()}
    spelt: dict[str, str] = {}
    for name in sorted(whole.values(), key=lambda name: (sum(letter.isupper() for letter in name), name), reverse=True):
        spelt[name.casefold()] = name
    for folded in spelt:
        if row := content.apps.get(folded):
            spelt[folded] = row.bundle_id
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
    order = np.lexsort((was, *keys))
    # Looks of one moment that stand under one id are several: each is the same as one of those that stand under another.
    place = np.arange(len(order))
    starts = run_starts(was[order], *(key[order] for key in keys))
    keys.append(np.empty_like(place))
    keys[-1][order] = place - np.maximum.accumulate(np.where(starts, place, 0))
    order = np.lexsort((was, *keys))
    again = ~run_starts(*(key[order] for key in keys))
    return new.drop(index=new.index[order[again]]).reset_index(drop=True) if again.any() else new


def _owners(report: Report, found: Mapping[str, str]) -> pd.DataFrame:
    owners = report.owners
    return (
        owners.assign(bundle_id=[found[name] for name in owners["bundle_id"]])
        .drop_duplicates()
        .sort_values(list(owners.columns), ignore_index=True)
    )
