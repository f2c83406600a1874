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
STATE = {"max_examples": 400, "deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


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
