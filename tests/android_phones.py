"""Made-up Android phones of all kinds, for properties."""

from datetime import timedelta

from android_dumps import Access, Minute, Phone, hours, minutes
from hypothesis import HealthCheck
from hypothesis import strategies as st

from coach.content.access import load_access

TABLE = load_access()
OPS = st.sampled_from(
    [*sorted(TABLE.by_op), "RUN_ANY_IN_BACKGROUND", "VIBRATE", "WAKE_LOCK", "MIUIOP(10033)", "ACCESS_RESTRICTED_SETTINGS"]
)
STATES = st.sampled_from(["top", "fg", "fgsvc", "bg", "cch", "pers"])
AGES = st.one_of(
    st.integers(0, 200_000).map(lambda ms: hours(5) + timedelta(milliseconds=ms)),  # close together
    st.integers(-(10**8), 4 * 10**11).map(lambda ms: timedelta(milliseconds=ms)),
)
ACCESSES = st.builds(
    Access,
    op=OPS,
    state=STATES,
    ago=AGES,
    refused=st.booleans(),
    flag=st.sampled_from(["s", "tp", "tpd", "upd"]),
    tag=st.sampled_from(["null", "a.b"]),
)
MINUTES = st.builds(
    Minute,
    op=st.sampled_from(["CAMERA", "FINE_LOCATION", "RECORD_AUDIO"]),
    state=STATES,
    ago=st.integers(0, 10_000).map(minutes),
    lasted=st.none() | st.sampled_from([60, 180]),
    count=st.just(1),
)
PERMISSIONS = st.sampled_from([each for each in sorted(TABLE.by_permission) if "." in each])
FLAGS = st.sampled_from(["USER_SET", "ONE_TIME", "SYSTEM_FIXED", "POLICY_FIXED|USER_SET", "GRANTED_BY_ROLE", "AUTO_REVOKED", ""])
MODES = st.sampled_from(["ignore", "foreground", "default", "ask"])
STATE = {"max_examples": 50, "deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


@st.composite
def phones(draw: st.DrawFn, versions: tuple[int, ...] = (10, 11, 14, 15, 16, 17)) -> Phone:
    version = draw(st.sampled_from(versions))
    phone = Phone(version=version, qpr=version >= 17, users={0: "full.SYSTEM", 10: "profile.MANAGED", 999: "profile.CLONE"})
    phone.uptime = minutes(draw(st.integers(1, 100_000)))
    for number in range(draw(st.integers(1, 6))):
        users = draw(st.sets(st.sampled_from([0, 10, 999]), min_size=1))
        for user in sorted(users):
            app = phone.app(f"com.example.app{number}", user, system=number == 5)
            app.here = draw(st.booleans()) or not user
            app.accesses = draw(
                st.lists(ACCESSES, max_size=6, unique_by=lambda each: (each.op, each.state, each.refused, each.flag, each.tag))
            )
            app.minutes = draw(st.lists(MINUTES, max_size=4, unique_by=lambda each: (each.op, each.state, each.ago)))
            app.modes = draw(st.dictionaries(OPS, MODES, max_size=3))
            for permission in draw(st.sets(PERMISSIONS, max_size=5)):
                app.grant(permission, draw(st.booleans()), draw(FLAGS))
            if draw(st.booleans()):
                begin = draw(st.integers(2, 86_000))
                app.on_screen(timedelta(seconds=begin), timedelta(seconds=draw(st.integers(1, begin))))
    phone.roles = {"SMS": draw(st.sampled_from([[], ["com.example.app0"]])), "HOME": ["com.example.app1"]}
    phone.keyboard = draw(st.sampled_from(["", "com.example.app2"]))
    phone.services = {0: draw(st.sampled_from([[], ["com.example.app3"]]))}
    return phone


JUDGED = {
    topic.id: (topic.ops, [each for each in topic.permissions if each.startswith("android.permission.") and ".health." not in each])
    for topic in TABLE.topics
    if topic.ops and topic.permissions
}
"""Topic → operations that count, and permissions."""
RECENT = st.one_of(
    st.integers(0, 200_000).map(lambda ms: hours(5) + timedelta(milliseconds=ms)),  # close together
    st.integers(0, 40 * 86_400_000).map(lambda ms: timedelta(milliseconds=ms)),
)
NEARLY_ALL_OPEN = st.sampled_from([*[""] * 8, "USER_SET", "ONE_TIME", "SYSTEM_FIXED", "POLICY_FIXED", "GRANTED_BY_ROLE"])


@st.composite
def busy_phones(draw: st.DrawFn, versions: tuple[int, ...] = (10, 12, 14, 15, 16)) -> Phone:
    """Phones whose apps mostly use what they hold, of late."""
    phone = Phone(version=draw(st.sampled_from(versions)), users={0: "full.SYSTEM", 999: "profile.CLONE"})
    phone.uptime = hours(draw(st.integers(1, 200)))
    for number in range(draw(st.integers(1, 6))):
        app = phone.app(f"com.example.app{number}", draw(st.sampled_from([0, 0, 0, 999])), system=number == 5)
        for topic in sorted(draw(st.sets(st.sampled_from(sorted(JUDGED)), min_size=1, max_size=4))):
            ops, permissions = JUDGED[topic]
            for permission in sorted(draw(st.sets(st.sampled_from(permissions), min_size=1))):
                app.grant(permission, draw(st.sampled_from([True, True, True, False])), draw(NEARLY_ALL_OPEN))
            for op in sorted(draw(st.sets(st.sampled_from(ops)))):
                for state in sorted(draw(st.sets(st.sampled_from(["top", "fgsvc", "bg", "cch"])))):
                    app.access(op, state, draw(RECENT), refused=draw(st.sampled_from([False, False, False, True])))
                if draw(st.sampled_from([False, False, True])):
                    app.mode(op, draw(MODES))
                if topic in ("location", "camera", "microphone"):
                    for ago in draw(st.lists(st.integers(0, 9000), max_size=6, unique=True)):
                        app.minute(op, draw(st.sampled_from(["top", "bg"])), minutes(ago), draw(st.sampled_from([None, 60, 600])))
        if draw(st.booleans()):
            app.access("RUN_ANY_IN_BACKGROUND", "cch", draw(RECENT)).access("VIBRATE", "top", draw(RECENT))
    phone.roles = {"SMS": draw(st.sampled_from([[], ["com.example.app0"]])), "DIALER": [], "ASSISTANT": [], "HOME": ["com.example.app1"]}
    phone.keyboard = draw(st.sampled_from(["", "com.example.app2"]))
    return phone
