"""What a file tells of the phone itself: version and maker, how long it ran, its users, and which app has which role."""

import re

from coach.reading.android.raw import MAIN_USER, Raw
from coach.reading.android.times import MOMENT, moment

_PROPERTY = re.compile(r"\[(ro\.build\.version\.(?:release|sdk)|ro\.product\.manufacturer|persist\.sys\.timezone)\]: \[([^\]]{0,80})\]")
_FINGERPRINT = re.compile(
    r"(?:Build fingerprint: '|ro\.build\.fingerprint=)([^/\s]{1,40})/[^\s:]{1,200}:(\d{1,2})(?:\.\d{1,2}){0,3}/.{0,300}"
)
_SDK = re.compile(r"sdkVersion=(\d{2,3})\b.{0,200}")
_BEGUN = re.compile(rf"== dumpstate: ({MOMENT})")
_UPTIME = re.compile(r"Uptime: up (\d.{0,120})")
_PARTS = re.compile(r"(\d{1,6}) (week|day|hour|minute|second)s?\b")
_IN_MILLISECONDS = {"week": 604_800_000, "day": 86_400_000, "hour": 3_600_000, "minute": 60_000, "second": 1000}
_RELEASE = re.compile(r"(\d{1,2})(?:\.\d{1,2}){0,2}")
OLDEST, NEWEST = 4, 40
_USER = re.compile(r"UserInfo\{(\d{1,6}):.{0,200}:([0-9a-fA-F]{1,8})\}.{0,400}")
_USER_TYPE = re.compile(r"Type: (android\.os\.usertype\.[\w.]{1,60})")
_ROLE_PART = re.compile(r"(user_id|name|holders)=(.{1,255})")
_SETTING = re.compile(r"_id:\d{1,12} name:(\w{1,80}) pkg:\S{1,255} value:(\S{1,600})(?: .*)?")
_SETTINGS_OF = re.compile(r"(?:SECURE|SYSTEM|GLOBAL) SETTINGS \(user (\d{1,6})\)")
_KEYBOARD = re.compile(r"(?:mCurMethodId|mSelectedMethodId|mCurId)=([\w.]{1,255})/\S{1,400}.{0,400}")
_KEYBOARD_USER = re.compile(r"(?:mCurrentUserId|mUserId|mCurUserId)=(\d{1,6})\b.{0,400}")
_SERVICES = re.compile(r"(?:Enabled services|enabledServices)[:=] ?\{(.{0,20000}?)\}?")
_SERVICE = re.compile(r"([\w.]{1,255})/[\w.$]{1,255}")
# Samsung's way, of several lines: one for each service.
_SERVICES_BELOW = re.compile(r"([a-z]{1,12}) services: ?\{")
_ONE_SERVICE = re.compile(r"\d{1,4} ?: ?([\w.]{1,255})/[\w.$]{1,255}(?: .{0,200})?")
_SERVICES_USER = re.compile(r".{0,60}attributes:\{id=(\d{1,6})\b.{0,2000}")
_ENABLED = "enabled"
_DIALLERS = "mDefaultDialerCache:"
_DIALLER = re.compile(r"User (\d{1,6}): ([\w.]{1,255})")
KEYBOARD = "default_input_method"
_SETTINGS = frozenset({KEYBOARD, "sms_default_application", "dialer_default_application", "assistant"})
# Which Android goes with which level of its interface, where no release is told (AOSP, Build.VERSION_CODES).
_BY_SDK = {24: 7, 25: 7, 26: 8, 27: 8, 28: 9, 29: 10, 30: 11, 31: 12, 32: 12, 33: 13, 34: 14, 35: 15, 36: 16, 37: 17}


class About:
    """Takes lines of several parts of a file; each method those of one part, without the blanks around them."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._user = MAIN_USER
        self._role = ""

    def at_margin(self, line: str) -> None:
        """A line of the head of a file, or of the phone's properties."""
        if found := _PROPERTY.fullmatch(line):
            self._property(found[1], found[2])
        elif found := _FINGERPRINT.fullmatch(line):
            self._raw.brand = found[1]
            self.release(found[2])
        elif found := _BEGUN.fullmatch(line):
            self._raw.written = moment(found[1])
        elif found := _UPTIME.fullmatch(line):
            parts = _PARTS.findall(found[1].partition("load")[0])
            self._raw.uptime = sum(int(count) * _IN_MILLISECONDS[unit] for count, unit in parts) if parts else None

    def _property(self, name: str, value: str) -> None:
        if name.endswith("manufacturer"):
            self._raw.maker = value or self._raw.maker
        elif name.endswith("timezone"):
            self._raw.zone = value or self._raw.zone
        elif name.endswith("sdk"):
            self._raw.sdk = int(value) if value.isdecimal() else self._raw.sdk
        else:
            self.release(value)

    def release(self, text: str) -> None:
        """The version of Android, as people write it."""
        found = _RELEASE.fullmatch(text)
        if found and OLDEST <= int(found[1]) <= NEWEST:
            self._raw.version = int(found[1])

    def of_package_service(self, _number: int, line: str) -> None:
        """What stands before the packages: the level of the system's interface."""
        if found := _SDK.fullmatch(line):
            self._raw.sdk = self._raw.sdk or int(found[1])

    def of_users(self, _number: int, line: str) -> None:
        """Users of the phone. Their names are never kept."""
        if found := _USER.fullmatch(line):
            self._raw.keep(line)
            self._user = int(found[1])
            self._raw.users[self._user] = "", int(found[2], 16)
        elif (found := _USER_TYPE.fullmatch(line)) and self._user in self._raw.users:
            self._raw.users[self._user] = found[1], self._raw.users[self._user][1]

    def of_roles(self, _number: int, line: str) -> None:
        """`dumpsys role`. A role without a holder is told, too."""
        if line.startswith("ROLE MANAGER STATE"):
            self._user, self._role = MAIN_USER, ""
        elif found := _ROLE_PART.fullmatch(line):
            if found[1] == "user_id":
                self._user = int(found[2]) if found[2].isdecimal() else MAIN_USER
            elif found[1] == "name":
                self._role = found[2]
                self._raw.keep(line)
                self._raw.roles.setdefault(self._role, set())
            elif found[2] != "[":
                self._hold(found[2])
        elif line and self._role and line[0].isalpha() and "=" not in line:
            self._hold(line)  # one of several holders

    def _hold(self, package: str) -> None:
        if self._role and re.fullmatch(r"[\w.]{1,255}", package):
            self._raw.keep(package)
            self._raw.roles[self._role].add((package, self._user))

    def of_settings(self, _number: int, line: str) -> None:
        """The settings that stood for roles before there were any, and the keyboard."""
        if found := _SETTINGS_OF.fullmatch(line):
            self._user = int(found[1])
        elif (found := _SETTING.fullmatch(line)) and found[1] in _SETTINGS and found[2] != "null":
            self._raw.keep(line)
            self._raw.roles.setdefault(found[1], set()).add((found[2].partition("/")[0], self._user))

    def of_input_methods(self, _number: int, line: str) -> None:
        """The keyboard in use."""
        if found := _KEYBOARD_USER.fullmatch(line):
            self._user = int(found[1])
        elif found := _KEYBOARD.fullmatch(line):
            self._raw.keep(line)
            self._raw.roles.setdefault(KEYBOARD, set()).add((found[1], self._user))

    def of_accessibility(self, _number: int, line: str) -> None:
        """Services for accessibility that are on."""
        if found := _SERVICES_USER.fullmatch(line):
            self._user = int(found[1])
        elif found := _SERVICES_BELOW.fullmatch(line):
            self._role = found[1]
            if self._role == _ENABLED:
                self._raw.accessibility = self._raw.accessibility or set()
        elif line == "}":
            self._role = ""
        elif (found := _ONE_SERVICE.fullmatch(line)) and self._role == _ENABLED:
            self._raw.keep(line)
            self._raw.accessibility = (self._raw.accessibility or set()) | {(found[1], self._user)}
        elif found := _SERVICES.fullmatch(line):
            self._raw.keep(line)
            on = {(package, self._user) for package in _SERVICE.findall(found[1])}
            self._raw.accessibility = (self._raw.accessibility or set()) | on

    def of_telecom(self, _number: int, line: str) -> None:
        """The dialler in use, before there were roles."""
        if found := _DIALLER.fullmatch(line):
            if self._role == _DIALLERS:
                self._raw.keep(line)
                self._raw.roles.setdefault("dialer_default_application", set()).add((found[2], int(found[1])))
        else:
            self._role = line if line == _DIALLERS else ""

    def new_part(self) -> None:
        """Where another part of the file begins."""
        self._user, self._role = MAIN_USER, ""


def version_of(raw: Raw) -> int:
    """The version of Android that a text tells; 0 where it tells none."""
    return raw.version or _BY_SDK.get(raw.sdk, 0)
