import dataclasses


@dataclasses.dataclass
class Point:
    x: int
    y: int


def handler(event, context):
    return Point(1, 2)
