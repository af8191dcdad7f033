import enum


class Colour(enum.Enum):
    RED = "red"


class Size(enum.IntEnum):
    LARGE = 3


class Kind(str, enum.Enum):
    A = "a"


def handler(event, context):
    if event.get("plain"):
        return Colour.RED
    return {"size": Size.LARGE, "kind": Kind.A}
