"""Write the made-up Android phones: content/android/sample.zip, which anybody may try, and those in tests/phones/.

The phones, their person and every number in them are fictional, and say nothing about how any of these apps behaves; what some of them do
here retells what was reported of such apps, the rest is invented to be ordinary. Each file says the same at every run:

    python scripts/make_sample_phone.py
"""

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))

from android_dumps import App, Phone, days, hours, minutes, seconds  # noqa: E402 (what writes them stands among the tests)

SAMPLE = ROOT / "content" / "android" / "sample.zip"
TESTS = ROOT / "tests" / "phones"
# It is Thursday evening; last Tuesday at 08:00.
TUESDAY = days(2) + hours(13.5) + seconds(5.25)
LOCATION = ("ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION")
WECHAT, TAOBAO, MEITUAN, AMAP = "com.tencent.mm", "com.taobao.taobao", "com.sankuai.meituan", "com.autonavi.minimap"
MEDIA_APART, NEWER = 13, ("POST_NOTIFICATIONS", "BLUETOOTH_CONNECT")
TORCH, PUZZLE = "com.example.brighttorch", "com.example.lumapuzzle"


def ordinary(app: App, *permissions: str, opened: float) -> App:
    """An app that holds permissions as most do, and was last open so many hours ago."""
    for permission in permissions:
        app.grant(permission, flags="USER_SET|USER_SENSITIVE_WHEN_GRANTED|USER_SENSITIVE_WHEN_DENIED")
    app.opened(hours(opened)).access("VIBRATE", "top", ago=hours(opened) + minutes(1)).access("WAKE_LOCK", "bg", ago=minutes(opened + 3))
    return app


def while_using(app: App, *ops: str) -> App:
    """The phone lets it look only while it is in use."""
    for op in ops:
        app.mode(op, "foreground")
    return app


def the_story(phone: Phone) -> None:
    """Apps that do more than they need."""
    app = ordinary(phone.app(MEITUAN), *LOCATION, "ACCESS_BACKGROUND_LOCATION", "READ_CONTACTS", "CAMERA", opened=9)
    app.access("FINE_LOCATION", "bg", ago=hours(2) + minutes(7)).access("FINE_LOCATION", "top", ago=hours(9)).access(
        "COARSE_LOCATION", "bg", ago=hours(2)
    )
    while_using(app, "CAMERA").access("READ_CONTACTS", "top", ago=days(12))
    app = ordinary(phone.app(TAOBAO), *LOCATION, "RECORD_AUDIO", "CAMERA", "READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO", opened=26)
    while_using(app, "FINE_LOCATION", "COARSE_LOCATION", "CAMERA", "RECORD_AUDIO").access("READ_MEDIA_IMAGES", "top", ago=hours(26))
    app.access("READ_MEDIA_IMAGES", "cch", ago=hours(31)).access("FINE_LOCATION", "top", ago=hours(27)).access(
        "READ_CLIPBOARD", "top", ago=hours(26)
    )
    # Held, and never used.
    ordinary(phone.app(TORCH), "CAMERA", "RECORD_AUDIO", opened=20 * 24)
    while_using(phone.apps[-1], "CAMERA", "RECORD_AUDIO").access("CAMERA", "top", ago=days(20))
    # In nobody's catalogue.
    app = ordinary(phone.app(PUZZLE), *LOCATION, "READ_CONTACTS", opened=30)
    while_using(app, "FINE_LOCATION", "COARSE_LOCATION").access("COARSE_LOCATION", "top", ago=hours(30)).access(
        "READ_CONTACTS", "bg", ago=hours(40)
    )


def the_others(phone: Phone) -> None:
    """Apps that behave, some of which look as if they did not."""
    app = ordinary(
        phone.app(WECHAT), *LOCATION, "READ_CONTACTS", "CAMERA", "RECORD_AUDIO", "READ_MEDIA_IMAGES", "READ_PHONE_STATE", opened=0.4
    )
    while_using(app, "FINE_LOCATION", "COARSE_LOCATION", "CAMERA", "RECORD_AUDIO").grant(
        "READ_SMS", granted=False, flags="USER_SET|USER_FIXED"
    )
    app.access("READ_CONTACTS", "top", ago=hours(3)).access("RECORD_AUDIO", "top", ago=hours(6), lasted=seconds(21)).refuse(
        "READ_SMS", "top", ago=days(5)
    )
    app.access("READ_MEDIA_IMAGES", "top", ago=hours(1)).access("READ_MEDIA_IMAGES", "bg", ago=minutes(24)).access(
        "CAMERA", "top", ago=days(1)
    )
    # Noted in the background last Tuesday at 08:00, though it may look only while it is in use.
    app = ordinary(phone.app("com.sdu.didi.psnger"), *LOCATION, "RECORD_AUDIO", opened=61)
    while_using(app, "FINE_LOCATION", "COARSE_LOCATION", "RECORD_AUDIO").access("FINE_LOCATION", "bg", ago=TUESDAY)
    app.access("FINE_LOCATION", "top", ago=hours(61))
    for package, opened in ((AMAP, 11.5), ("com.google.android.apps.maps", 50)):
        app = ordinary(phone.app(package), *LOCATION, opened=opened)
        while_using(app, "FINE_LOCATION", "COARSE_LOCATION").access("FINE_LOCATION", "top", ago=hours(opened) + minutes(2))
        app.access("FINE_LOCATION", "fgsvc", ago=hours(opened), lasted=minutes(38))
    app = ordinary(phone.app("com.moji.mjweather"), *LOCATION, "ACCESS_BACKGROUND_LOCATION", opened=5)
    app.access("COARSE_LOCATION", "bg", ago=minutes(41)).access("COARSE_LOCATION", "top", ago=hours(5))
    app = ordinary(
        phone.app("com.google.android.apps.messaging", system=True), "READ_SMS", "SEND_SMS", "RECEIVE_SMS", "READ_CONTACTS", opened=8
    )
    app.access("READ_SMS", "bg", ago=minutes(50)).access("RECEIVE_SMS", "bg", ago=minutes(50)).access(
        "READ_CONTACTS", "bg", ago=minutes(50)
    )
    app = ordinary(phone.app("com.eg.android.AlipayGphone"), "CAMERA", "READ_CONTACTS", "READ_SMS", opened=2)
    # A check of the phone's number looks like reading messages.
    app.access("READ_SMS", "bg", ago=days(1)).refuse("WRITE_SMS", "bg", ago=days(1) - seconds(0.004)).access("CAMERA", "top", ago=hours(2))
    app = ordinary(phone.app("com.zhihu.android"), "READ_MEDIA_VISUAL_USER_SELECTED", opened=14)
    app.grant("READ_MEDIA_IMAGES", granted=False).grant("READ_MEDIA_VIDEO", granted=False)
    app = ordinary(phone.app("com.tencent.wemeet.app"), "CAMERA", "RECORD_AUDIO", "BLUETOOTH_CONNECT", opened=30)
    app.access("RECORD_AUDIO", "fgsvc", ago=hours(30), lasted=minutes(50)).access("CAMERA", "top", ago=hours(30), lasted=minutes(42))
    for package, permissions, opened in (
        ("com.whatsapp", ("READ_CONTACTS", "RECORD_AUDIO"), 4.0),
        ("org.thoughtcrime.securesms", ("READ_CONTACTS",), 7.0),
        ("com.netease.cloudmusic", ("READ_MEDIA_AUDIO", "POST_NOTIFICATIONS"), 3.0),
        ("com.MobileTicket", ("CAMERA",), 100.0),
        ("com.strava", (*LOCATION, "ACTIVITY_RECOGNITION"), 130.0),
    ):
        app = ordinary(phone.app(package), *permissions, opened=opened)
        for permission in permissions:
            app.access(permission.removeprefix("ACCESS_").replace("POST_NOTIFICATIONS", "POST_NOTIFICATION"), "top", ago=hours(opened))


def the_system(phone: Phone) -> None:
    """Parts of the phone, and who has which role."""
    phone.app("android", number=1000, system=True).access("FINE_LOCATION", "pers", ago=minutes(2)).access(
        "READ_CALENDAR", "pers", ago=hours(8)
    )
    app = phone.app("com.google.android.gms", system=True).grant("READ_CONTACTS", flags="SYSTEM_FIXED|GRANTED_BY_DEFAULT")
    app.access("FINE_LOCATION", "bg", ago=minutes(3)).access("FINE_LOCATION", "bg", ago=minutes(5), flag="tp").access(
        "WIFI_SCAN", "bg", ago=minutes(9)
    )
    phone.app("com.google.android.inputmethod.latin", system=True).grant("RECORD_AUDIO").access("RECORD_AUDIO", "fg", ago=days(3))
    phone.app("com.google.android.dialer", system=True).grant("READ_CALL_LOG", flags="GRANTED_BY_ROLE").access(
        "READ_CALL_LOG", "bg", ago=days(1)
    )
    phone.app("com.google.android.apps.nexuslauncher", system=True)
    phone.roles = {
        "SMS": ["com.google.android.apps.messaging"],
        "DIALER": ["com.google.android.dialer"],
        "HOME": ["com.google.android.apps.nexuslauncher"],
        "ASSISTANT": [],
        "BROWSER": ["com.android.chrome"],
    }
    phone.keyboard = "com.google.android.inputmethod.latin"


def phone(version: int = 14, *, qpr: bool = False) -> Phone:
    """The phone of the story."""
    made = Phone(version=version, qpr=qpr)
    the_system(made)
    the_story(made)
    the_others(made)
    for number, app in enumerate(made.apps):
        app.installed = made.now - days(400 - 7 * number)
        if version < MEDIA_APART:
            as_of_old(app)
    next(app for app in made.apps if app.package == MEITUAN).on_screen(hours(9) + minutes(6), hours(9))
    return made


def as_of_old(app: App) -> None:
    """What Android 10 has: one permission for all files, none for notices and for devices nearby, and only location while in use."""
    files = [permission for permission in app.grants if "READ_MEDIA_" in permission]
    for permission in [*files, *(each for each in app.grants if each.rpartition(".")[2] in NEWER)]:
        del app.grants[permission]
        app.requested.remove(permission)
    kept = {(access.op, access.state): access for access in app.accesses if access.op not in (*NEWER, "POST_NOTIFICATION")}
    app.accesses = [access for (op, _), access in kept.items() if not op.startswith("READ_MEDIA_")]
    app.modes = {op: mode for op, mode in app.modes.items() if op.endswith("LOCATION")}
    if files:
        app.grant("READ_EXTERNAL_STORAGE").access("READ_EXTERNAL_STORAGE", "top", ago=app.last_opened or days(1))


def with_a_work_profile_and_a_restart() -> Phone:
    """It started at half past six this morning, and everything was woken; half of its apps are there a second time."""
    made = phone()
    made.users = {0: "full.SYSTEM", 10: "profile.MANAGED", 999: "profile.CLONE"}
    made.uptime = hours(15)
    made.restart(ago=hours(15), packages=20)
    made.app(PUZZLE + ".two").grant("READ_CONTACTS").access("READ_CONTACTS", "cch", ago=hours(15) - minutes(2))
    work = made.app("com.microsoft.teams", 10).grant("RECORD_AUDIO", flags="POLICY_FIXED").grant("READ_CONTACTS", flags="POLICY_FIXED")
    work.access("READ_CONTACTS", "bg", ago=hours(4)).access("RECORD_AUDIO", "top", ago=hours(7), lasted=minutes(31))
    copied = made.app(WECHAT, 999).grant("READ_CONTACTS").grant("READ_MEDIA_IMAGES")
    copied.access("READ_CONTACTS", "top", ago=days(2)).access("READ_MEDIA_IMAGES", "bg", ago=days(3))
    return made


def with_minutes(version: int, *, qpr: bool = False) -> Phone:
    """Seven days of location, camera and microphone: one app looks every quarter of an hour by day, whether it is open or not."""
    made = phone(version, qpr=qpr)
    by_package = {app.package: app for app in made.apps}
    for day in range(7):
        for quarter in range(14 * 4):
            ago = days(day) + minutes(15 * quarter + quarter % 3)
            by_package[MEITUAN].minute("FINE_LOCATION", "top" if quarter % 20 == 0 else "bg", ago=ago)
        by_package[AMAP].minute("FINE_LOCATION", "fgsvc", ago=days(day) + hours(12), lasted=2280)
        by_package[WECHAT].minute("RECORD_AUDIO", "top", ago=days(day) + hours(6) + minutes(day), lasted=60)
    by_package["com.tencent.wemeet.app"].minute("RECORD_AUDIO", "fgsvc", ago=hours(30), lasted=3000).minute(
        "CAMERA", "top", ago=hours(30), lasted=2520
    )
    return made


FILES: dict[Path, Callable[[], bytes]] = {
    SAMPLE: lambda: phone().zip(),
    TESTS / "work-and-restart.zip": lambda: with_a_work_profile_and_a_restart().zip(),
    TESTS / "seven-days.txt": lambda: with_minutes(15).adb().encode(),
    TESTS / "later-android-16.txt": lambda: with_minutes(16, qpr=True).bug_report().encode(),
    TESTS / "android-10.txt": lambda: phone(10).bug_report().encode(),
}


def main() -> None:
    for path, made in FILES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made())


if __name__ == "__main__":
    main()
