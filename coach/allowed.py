"""What an Android phone's file says is allowed → the settings that are known to be in force."""

from collections.abc import Iterable

from coach.android import LastUse
from coach.content import Content, Permission
from coach.models import Activity, Category
from coach.plan import Told


def allowed_setting(told: LastUse, permission: Permission) -> str | None:
    """Which setting of a permission is in force, as an Android phone's file tells; None where it doesn't, or content/ has none like it."""
    level = "ask" if told.one_time else told.level
    found = next((setting.id for setting in permission.setting if level in setting.allowed), None)
    return permission.rough if found == permission.ordinary and told.precise is False and permission.rough else found


def file_tells(activity: Activity, permission: Permission) -> str | None:
    """Which setting of a permission is in force for an app, as the file tells; None where it doesn't, as an iPhone's never does."""
    use = activity.uses.get(permission.id)
    return allowed_setting(use.last_use, permission) if use and use.last_use else None


def with_allowed(said: Told, activities: Iterable[Activity], content: Content) -> Told:
    """What was told, and the settings that the file tells of: they count before what the person says."""
    found: dict[tuple[str, Category], str] = {}
    for activity in activities:
        for topic in activity.uses:
            if topic in content.permissions and (setting := file_tells(activity, content.permissions[topic])):
                found[activity.bundle_id, topic] = setting
    return said.model_copy(update={"settings": dict(said.settings) | found}) if found else said
