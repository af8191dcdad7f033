"""The handler's result as JSON, as simplejson writes it for AWS's client: bytes as
their text, a Decimal with its digits, what has _asdict(), such as a namedtuple, as an
object. NaN and infinities are written as `NaN`, `Infinity` and `-Infinity`, which are
no JSON but which json.loads reads."""

import json
import os
import re
import sys
import types

from .errors import BridgeError

ATOMS = {str, int, float, bool, type(None)}
CONTAINERS = (dict, list, tuple)


def is_record(kind):
    return callable(getattr(kind, "_asdict", None))


def holds_records(value):
    """Is there a container in it that json does not write as an object? It must not
    contain itself."""
    pending = [value]
    for item in pending:
        kind = type(item)
        if kind is dict:
            values = item.values()
        elif kind is list or kind is tuple:
            values = item
        elif not issubclass(kind, CONTAINERS):
            continue
        elif is_record(kind):
            return True
        else:
            values = item.values() if issubclass(kind, dict) else item
        if not ATOMS.issuperset(map(type, values)):
            pending.extend([item for item in values if type(item) not in ATOMS])
    return False


def key_of(key):
    if isinstance(key, bytes):
        return key.decode()
    if key is None or isinstance(key, (str, int, float)):
        return key
    raise TypeError("keys must be str, int, float, bool or None, not "
                    + type(key).__name__)


def members_of(value):
    members = value._asdict()  # pylint: disable=protected-access
    if not isinstance(members, dict):
        raise TypeError("_asdict() must return a dict, not "
                        + type(members).__name__)
    return members


class Writer:
    """Writes one result. json has no way to write digits as they are, so a Decimal is
    a mark first."""

    def __init__(self):
        self.secret = os.urandom(8).hex()
        self.digits = []
        self.open = set()  # ids of the containers in which `plain` is

    def plain(self, value):
        """A copy of it with only what json knows, and what `default` knows."""
        if not isinstance(value, CONTAINERS):
            return value
        if id(value) in self.open:
            raise ValueError("Circular reference detected")
        self.open.add(id(value))
        members = members_of(value) if is_record(type(value)) else value
        if isinstance(members, dict):
            copy = {key_of(key): self.plain(item)
                    for key, item in members.items()}
        else:
            copy = list(map(self.plain, members))
        self.open.discard(id(value))
        return copy

    def default(self, value):
        """For a type that json does not know."""
        if isinstance(value, bytes):
            return value.decode()
        if is_record(type(value)):
            return self.plain(members_of(value))
        decimal = sys.modules.get("decimal")
        if not decimal or not isinstance(value, decimal.Decimal):
            raise TypeError(f"Object of type {type(value).__name__} is not JSON "
                            "serializable")
        self.digits.append("NaN" if value.is_nan() else str(value))
        return f"{self.secret}{len(self.digits) - 1}"

    def dump(self, value):
        text = json.dumps(value, ensure_ascii=False, default=self.default)
        if not self.digits:
            return text
        return re.sub(f'"{self.secret}([0-9]+)"',
                      lambda mark: self.digits[int(mark[1])], text)

    def write(self, value):
        try:
            text = self.dump(value)
            if not holds_records(value):
                return text
        except TypeError:
            pass  # a key may be bytes
        self.digits.clear()
        return self.dump(self.plain(value))


def serialize_result(result):
    """Text, or the bytes that the handler returned."""
    if isinstance(result, bytes):
        return result
    if isinstance(result, types.CoroutineType):
        result.close()
        raise BridgeError(
            "MarshalError",
            "Unable to marshal response: the handler is `async def`; "
            "make it `def`, and let asyncio.run() call what is async")
    try:
        text = Writer().write(result)
        text.encode()
        return text
    except Exception as error:
        raise BridgeError("MarshalError",
                          f"Unable to marshal response: {error}") from error
