"""What a Python handler returns becomes the JSON that awslambdaric writes, by
simplejson."""

import pytest
from test_python import answer_of

SETUP = """
import collections, decimal, enum
D = decimal.Decimal
Point = collections.namedtuple("Point", "lat lon")
class Kind(enum.IntEnum):
    ONE = 1
class Told:
    def _asdict(self):
        return {"x": Point(1, 2)}
class Many(list):
    def _asdict(self):
        return {"many": len(self)}
def handler(event, context):
    return """


@pytest.mark.parametrize("value, body", [
    ('{"price": D("19.90"), "count": D("3")}', b'{"price": 19.90, "count": 3}'),
    ('[D("12345678901234567890"), D("1E+2"), D("-0")]',
     b'[12345678901234567890, 1E+2, -0]'),
    ('{"body": b"a\\xc3\\xa9", b"key": [b""]}', '{"body": "aé", "key": [""]}'),
    ('{"where": Point(1.5, Point(D("2.0"), b"x"))}',
     '{"where": {"lat": 1.5, "lon": {"lat": 2.0, "lon": "x"}}}'),
    ('[(1, 2), Point(3, 4), {b"k": Point(5, 6)}]',
     '[[1, 2], {"lat": 3, "lon": 4}, {"k": {"lat": 5, "lon": 6}}]'),
    ('[Told(), Many("abc")]', '[{"x": {"lat": 1, "lon": 2}}, {"many": 3}]'),
    ('{1: Kind.ONE, 1.5: True, None: None, Kind.ONE: 2}',
     '{"1": 2, "1.5": true, "null": null}'),
    ('collections.OrderedDict(b=1, a=collections.Counter("x"))',
     '{"b": 1, "a": {"x": 1}}'),
    ('b\'{"of": "the handler"}\'', '{"of": "the handler"}'),
    ('b"\\xff no JSON"', b"\xff no JSON"),
    ('[float("nan"), -float("inf"), D("NaN"), D("sNaN"), D("Infinity")]',
     "[NaN, -Infinity, NaN, NaN, Infinity]"),
])
def test_values_become_what_simplejson_writes(tmp_path, value, body):
    answer = answer_of(tmp_path, SETUP + value)
    assert answer.body == (body if isinstance(body, bytes) else body.encode())


@pytest.mark.parametrize("value, says", [
    ('{"a": b"\\x89"}', "'utf-8' codec can't decode byte 0x89 in position 0"),
    ('{D("1.50"): 1}', "keys must be str, int, float, bool or None, not Decimal"),
    ('{Point(1, 2): 1}', "not Point"),
    ('[bytearray(b"x")]', "Object of type bytearray is not JSON serializable"),
    ('{1, 2}', "Object of type set is not JSON serializable"),
    ('(lambda p: p[0].append(p) or p)(Point([], 1))', "Circular reference"),
])
def test_what_simplejson_refuses_is_refused_with_its_words(tmp_path, value, says):
    answer = answer_of(tmp_path, SETUP + value)
    assert answer.type == "Runtime.MarshalError"
    assert says in answer.message
