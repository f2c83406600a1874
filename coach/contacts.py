"""Whose is this host, what is it for, and on whose account does the contact go? Worked out once for each host of a report, and kept.

Our own table comes first, then that of companies on websites, then the owner that Apple names; else nobody knows, and it costs nothing.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from publicsuffixlist import PublicSuffixList

from coach.catalogue import group_of
from coach.content import Content, Owner
from coach.models import Contact, Report, Standing, Text, Tracker
from coach.runs import run_starts
from coach.text import plain

PROFILING = "profiling"
"""Purpose of a host that is on Apple's list and not in our table."""
_ON_APPLES_LIST = 1
"""`domainType` of such a host."""
_NOBODY = Text(en="", zh="")
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
# Addresses that never leave a home: RFC 1918, 3927, 4193, 4291 and loopback.
_OWN_NETWORKS = [
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128")
]


class Owned(NamedTuple):
    """What is known of a host."""

    standing: Standing
    owner: Text
    group: str = ""
    kind: str = ""
    purpose: str = ""


class Directory:
    """Hosts → what is known of them. What two hosts have in common is one object."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._known: dict[str, Owned] = {}
        self._each_once: dict[tuple[str, ...], Owned] = {}
        self._names: dict[str, Text] = {}
        self._groups: dict[str, str] = {}

    def of(self, host: str) -> Owned:
        """Whose a host is, whichever app contacted it."""
        if host not in self._known:
            self._known[host] = self._look_up(host)
        return self._known[host]

    def for_app(self, owned: Owned, group: str) -> Owned:
        """The same on the account of an app of this company group: its own hosts are its own, whatever they are for."""
        return self._one("own", owned.owner, group) if group and owned.group == group else owned

    def named(self, name: str, group: str) -> Owned:
        """A host whose owner Apple names."""
        if name not in self._names:
            self._names[name] = Text(en=name, zh=name)
        return self._one("own" if group and self.group_named(name) == group else "named", self._names[name])

    def group_named(self, name: str) -> str:
        """The group of a company, by a name such as Apple gives ("Google LLC"): its id in our tables, else an id of its own."""
        if name not in self._groups:
            self._groups[name] = self._content.companies.group_named(name)
        return self._groups[name]

    def _look_up(self, host: str) -> Owned:
        if is_local(host):
            return self._one("local", _NOBODY)
        if is_address(host):
            return self._one("address", _NOBODY)
        if row := owner(host, self._content):
            return self._one("owned", row.name, row.group, row.kind, row.purpose)
        part = registered_part(host)
        return self._one("unknown", Text(en=part, zh=part))

    def _one(self, standing: Standing, name: Text, group: str = "", kind: str = "", purpose: str = "") -> Owned:
        return self._each_once.setdefault((standing, name.en, name.zh, group, kind, purpose), Owned(standing, name, group, kind, purpose))


def contacts_by_app(report: Report, content: Content) -> dict[str, tuple[Contact, ...]]:
    """Whom each app contacted, by owner: by itself first, then the one with most hosts."""
    network, directory = report.network, Directory(content)
    apps, hosts = (list(network[name].cat.categories) for name in ("bundle_id", "domain"))
    app, host = (network[name].cat.codes.to_numpy().astype(np.int64) for name in ("bundle_id", "domain"))
    by_itself = ((network["initiated"] == "AppInitiated") & (network["context"] == "")).to_numpy()
    listed = (network["domain_type"] == _ON_APPLES_LIST).to_numpy()
    order = np.argsort(app * max(len(hosts), 1) + host, kind="stable")
    app, host = app[order], host[order]
    starts = np.flatnonzero(run_starts(app, host))
    if not len(starts):
        return {}
    by_itself, listed = (np.logical_or.reduceat(column[order], starts) for column in (by_itself, listed))
    app, host = app[starts], host[starts]
    known = _Known(hosts, np.unique(host).tolist(), directory)
    names = _names(report, hosts)
    found = {}
    for begin, end in pairwise(np.flatnonzero(np.append(run_starts(app), True)).tolist()):
        here, bundle_id = slice(begin, end), apps[app[begin]]
        seen = _Seen(host[here], by_itself[here], listed[here])
        found[bundle_id] = _by_owner(seen, known, names.get(bundle_id, {}), group_of(bundle_id, content), directory)
    return found


class _Known:
    """What is known of the hosts of a report: things, each once, and for each host the place of its own among them."""

    def __init__(self, hosts: Sequence[str], asked: Iterable[int], directory: Directory) -> None:
        """asked: places of the hosts that are asked for."""
        self.hosts = np.array(hosts, dtype=object)
        self.things: list[Owned] = []
        self.thing = np.zeros(len(hosts), dtype=np.int64)
        self._places: dict[int, int] = {}
        for host in asked:
            self.thing[host] = self.place(directory.of(hosts[host]))
        self.of_group: dict[str, list[int]] = defaultdict(list)
        for place, owned in enumerate(self.things):
            self.of_group[owned.group].append(place)

    def place(self, owned: Owned) -> int:
        """That of a thing, which may be new; equal ones are one object (see Directory)."""
        found = self._places.setdefault(id(owned), len(self.things))
        if found == len(self.things):
            self.things.append(owned)
        return found


class _Seen(NamedTuple):
    """The hosts of one app, each once, by their places and in that order; whether the app contacted it by itself; whether it stands on
    Apple's list."""

    host: Ints
    by_itself: Bools
    listed: Bools


def _names(report: Report, hosts: Sequence[str]) -> dict[str, dict[int, list[str]]]:
    """The names that Apple gives the owner of a host, by app and the host's place."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    if len(report.owners):
        places = {host: place for place, host in enumerate(hosts)}
        for bundle_id, domain, name in report.owners.itertuples(index=False):
            found[bundle_id][places[domain]].append(name)
    return found


def _by_owner(seen: _Seen, known: _Known, names: Mapping[int, Sequence[str]], group: str, directory: Directory) -> tuple[Contact, ...]:
    """The hosts of one app, put together. names: those that Apple gives the owner of a host."""
    owner = known.thing[seen.host]
    for mine in known.of_group.get(group, ()) if group else ():
        owner[owner == mine] = known.place(directory.for_app(known.things[mine], group))
    profiling: dict[tuple[int, bool], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for host, given in sorted(names.items()):
        place = int(np.searchsorted(seen.host, host))
        if place == len(seen.host) or seen.host[place] != host:  # not in this part of the report
            continue
        standing = known.things[known.thing[host]].standing
        if standing == "owned":
            continue
        if standing == "unknown":
            owner[place] = known.place(directory.named(given[0], group))
        if seen.listed[place]:
            for name in given:
                profiling[int(owner[place]), bool(seen.by_itself[place])][name].append(known.hosts[host])
    order = np.lexsort((owner, ~seen.by_itself))
    starts = np.flatnonzero(run_starts(owner[order], seen.by_itself[order]))
    stops = np.append(starts[1:], len(order))
    first = order[starts]
    most_first = np.lexsort((first, starts - stops, ~seen.by_itself[first]))  # of as many, by the first host
    hosts = known.hosts[seen.host[order]].tolist()
    first, starts, stops = (column[most_first] for column in (first, starts, stops))
    accounts: list[tuple[int, bool]] = list(zip(owner[first].tolist(), seen.by_itself[first].tolist(), strict=True))
    profiles = {
        account: tuple((name, directory.group_named(name), tuple(listed)) for name, listed in here.items())
        for account, here in profiling.items()
    }
    return tuple(
        Contact(*known.things[place], by_itself, tuple(hosts[start:stop]), profiles.get((place, by_itself), ()))
        for (place, by_itself), start, stop in zip(accounts, starts.tolist(), stops.tolist(), strict=True)
    )


def trackers(contacts: Iterable[Contact], group: str, content: Content) -> tuple[Tracker, ...]:
    """Other companies' advertising and measuring services among the hosts an app contacted by itself, by company and purpose.

    group: that of the app's own company.
    """
    hosts: dict[tuple[str, str], list[str]] = defaultdict(list)
    names: dict[tuple[str, str], Text] = {}
    mine = (contact for contact in contacts if contact.by_itself)
    for contact in sorted(mine, key=lambda contact: contact.hosts[0]):
        for company, purpose, name, here in _accounts(contact):
            if purpose in content.rules.tracker_purposes and not (group and company == group):
                names.setdefault((company, purpose), name)
                hosts[company, purpose] += here
    return tuple(Tracker(owner=names[key], group=key[0], purpose=key[1], domains=tuple(sorted(hosts[key]))) for key in sorted(hosts))


def firms(trackers: Iterable[Tracker]) -> set[str]:
    """The companies behind them, each once, whatever they do and whoever names them."""
    return {tracker.group for tracker in trackers}


def _accounts(contact: Contact) -> Iterable[tuple[str, str, Text, tuple[str, ...]]]:
    """Group, purpose, name and hosts of each company on whose account a contact goes."""
    if contact.standing == "owned":
        yield contact.group, contact.purpose, contact.owner, contact.hosts
    for name, group, hosts in contact.profiling:
        yield group, PROFILING, Text(en=plain(name), zh=plain(name)), hosts


def owner(host: str, content: Content) -> Owner | None:
    """Whose a host is, by the longest suffix in the tables; None where nobody knows, and for addresses in numbers.

    Of a suffix that stands in both tables ours decides.
    """
    labels = host.casefold().rstrip(".").split(".")
    for start in range(max(len(labels) - 12, 0), len(labels) - 1):
        if found := content.owners.get(".".join(labels[start:])):
            return found
    return None


@cache
def _suffix_rules() -> Mapping[str, Sequence[str]]:
    """The list of public suffixes, by top-level domain: most reports ask for a few, and to read them all takes ten times as long."""
    listed = (files("publicsuffixlist") / "public_suffix_list.dat").read_text(encoding="utf-8").partition("===END ICANN DOMAINS===")[0]
    found: dict[str, list[str]] = defaultdict(list)
    for line in listed.splitlines():
        if line and not line.startswith("//"):
            found[line.rpartition(".")[2]].append(line)
    return found


@cache
def _suffixes_below(top: str) -> PublicSuffixList:
    return PublicSuffixList(_suffix_rules()[top], accept_unknown=False)


@cache
def _in_letters() -> Mapping[str, str]:
    """`xn--…`, as hosts have it, → the top-level domain in its own letters, as the list has it."""
    return {top.encode("idna").decode(): top for top in _suffix_rules() if not top.isascii()}


def registered_part(host: str) -> str:
    """What somebody registered of a host: `a.b.example.co.uk` → `example.co.uk`; the host itself where that can't be told."""
    name = host.casefold().rstrip(".")
    top = name.rpartition(".")[2]
    if top.startswith("xn--"):
        top = _in_letters().get(top, top)
    part: str | None = _suffixes_below(top).privatesuffix(name) if top in _suffix_rules() else None
    return part or host


def is_address(host: str) -> bool:
    """Whether a host is an IPv4 or IPv6 address in numbers."""
    number = host.strip("[]").partition("%")[0]
    if ":" not in number and not number[-1:].isdigit():  # nearly all hosts, and a tenth of the time
        return False
    try:
        ipaddress.ip_address(number)
    except ValueError:
        return False
    return True


def is_local(host: str) -> bool:
    """Whether a host is in the person's own network: a private address or a name such as `printer.local`."""
    if is_address(host):
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
        return any(address in network for network in _OWN_NETWORKS)
    return "." not in host.rstrip(".") or host.casefold().rstrip(".").endswith((".local", ".lan", ".home.arpa", ".internal"))
