"""Why the packages could not be got, found out by looking: at the disk, the way to the index, and then at what pip wrote."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from typing import Dict, NamedTuple, Optional, Tuple

from start.pythons import NEWEST_TRIED

_USUAL = "https://pypi.org/simple"
_FULL_BELOW = 50 * 1024 * 1024
_PATIENCE_S = 15
_PROXY_ASKS = 407

Trouble = NamedTuple("Trouble", [("key", str), ("values", Dict[str, str])])
"""A sentence of said.json, and its values."""


def trouble(folder: str, python: str, written: str, online: bool) -> Trouble:
    """What kept pip from its work.

    folder: that it wrote to. python: that it ran in. written: all that it said. online: whether it asked an index.
    """
    full = [place for place in (folder, tempfile.gettempdir()) if os.path.isdir(place) and shutil.disk_usage(place).free < _FULL_BELOW]
    if full or re.search(r"Errno 28|No space left|not enough space on the disk", written):
        return Trouble("disk-full", {"folder": (full or [folder])[0]})
    if re.search(r"PermissionError|Permission denied|Errno 13|WinError 5\b|Errno 30|Read-only file system", written):
        return Trouble("not-permitted", {"folder": folder})
    if online:
        found = _on_the_way(index(python), written)
        if found:
            return found
    version = _version(python)
    if re.search(r"No matching distribution|Could not find a version|Failed (to build|building)|metadata-generation-failed", written):
        if not online:
            return Trouble("no-match-offline", {"python": "{0}.{1}".format(*version)})
        if version > NEWEST_TRIED:
            return Trouble("no-match", {"python": "{0}.{1}".format(*version)})
        return Trouble("not-offered", {"host": urllib.parse.urlsplit(index(python)).hostname or index(python)})
    return Trouble("broke-off", {})


def index(python: str) -> str:
    """Address of the index that pip asks: that of its settings or of the environment, or the usual one."""
    try:
        told = subprocess.check_output([python, "-m", "pip", "config", "list"], stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.SubprocessError):
        told = b""
    found = re.findall(r"^(:env:|install|global|user|site)\.index-url='(.*)'", told.decode("utf-8", "replace"), re.MULTILINE)
    return dict(found).get(":env:") or (found[-1][1] if found else _USUAL)


def _on_the_way(address: str, written: str) -> "Optional[Trouble]":
    """What is wrong between here and the index; None where it answers."""
    parts = urllib.parse.urlsplit(address)
    host = parts.hostname or ""
    proxy = _proxy(parts.scheme, host)
    values = {"host": host}
    if "CERTIFICATE_VERIFY_FAILED" in written or "certificate verify failed" in written:
        return Trouble("certificate", values)
    if proxy:
        values = {"host": host, "proxy": "{0}:{1}".format(proxy.hostname, proxy.port or 80)}
        if not _can_connect(proxy.hostname or "", proxy.port or 80):
            return Trouble("proxy", values)
        if _PROXY_ASKS in (_answer(address), 407 if "407 Proxy" in written else 0):
            return Trouble("proxy-asks", values)
        return None
    if parts.scheme in ("http", "https") and not _can_connect(host, parts.port or (443 if parts.scheme == "https" else 80)):
        return Trouble("no-internet" if address == _USUAL or not _can_connect("pypi.org", 443) else "index", values)
    return None


def _proxy(scheme: str, host: str) -> "Optional[urllib.parse.SplitResult]":
    """The proxy that stands between here and a host, as pip is told or the system says."""
    told = os.environ.get("PIP_PROXY") or urllib.request.getproxies().get(scheme) or urllib.request.getproxies().get("all")
    if not told or (not os.environ.get("PIP_PROXY") and urllib.request.proxy_bypass(host)):
        return None
    return urllib.parse.urlsplit(told if "://" in told else "http://" + told)


def _can_connect(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=_PATIENCE_S).close()
    except OSError:
        return False
    return True


def _answer(address: str) -> int:
    """What HTTP says; 0 where it says nothing."""
    try:
        # An opener of its own: the common one keeps the proxies of whoever used it first.
        with urllib.request.build_opener().open(address, timeout=_PATIENCE_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
    except (OSError, ssl.SSLError, ValueError) as error:
        return _PROXY_ASKS if str(_PROXY_ASKS) in str(error) else 0


def _version(python: str) -> "Tuple[int, ...]":
    try:
        told = subprocess.check_output([python, "-c", "import sys; print('%d %d' % sys.version_info[:2])"], timeout=30)
    except (OSError, subprocess.SubprocessError):
        return (0, 0)
    return tuple(map(int, told.split()))
