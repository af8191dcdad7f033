"""When the kernel has denied something, the log names the entry of "permissions"
in dayfly.json that would have granted it."""

import errno
import json
import os
import traceback

CAUSES_MAX = 8


def denial_of(error, held):
    """(keys of "permissions" one of which would grant it, what to list there), or
    None. `held`: for each key that does not grant everything, whether it grants
    anything."""
    if type(error).__name__ == "gaierror" and held.get("net") is False:
        return ["net"], None
    # What is not granted to be written may be mounted read-only.
    if getattr(error, "errno", None) == errno.EROFS and error.filename:
        return ["write"], os.fsdecode(error.filename)
    if not isinstance(error, PermissionError):
        return None
    if error.filename is None:
        return ["net"], None
    last = traceback.extract_tb(error.__traceback__)[-1:]
    is_spawn = last and last[0].name == "_execute_child"
    return (["run"] if is_spawn else ["read", "write"],
            os.fsdecode(error.filename))


def hint_for(error, held):
    denial = denial_of(error, held)
    if denial is None:
        return None
    keys = [key for key in denial[0] if key in held]
    resource = denial[1]
    if not keys:
        return None
    grant = json.dumps({keys[0]: [resource] if resource else True})
    other = "" if resource else ", or a list,"
    if keys[1:]:
        other = f' (or "{keys[1]}")'
    return ("dayfly.json may not grant that; "
            f'"permissions": {grant}{other} would')


def log_permission_hint(pipes, hello, error):
    """For the error or the first of its causes that was a denial."""
    try:
        for _ in range(CAUSES_MAX):
            hint = hint_for(error, hello.get("held", {}))
            if hint:
                pipes.send_log(f"WARN dayfly: {hint}")
                return
            error = error.__cause__
    except Exception:  # pylint: disable=broad-except
        pass  # its members cannot be read, or the log has no reader left
