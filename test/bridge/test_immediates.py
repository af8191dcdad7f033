"""What a handler has put off by setImmediate() runs before its answer is sent."""

import pytest

PUT_OFF = """export const handler = async (event) => {
    setImmediate(() => {
        console.error("put off");
        if (event.fails) throw new RangeError("too late");
        if (event.rejects) Promise.reject(new RangeError("too late"));
    });
    return "done";
};"""


def test_what_is_put_off_by_an_immediate_is_logged_before_the_answer(start):
    """Express logs the errors of handlers so."""
    bridge = start(PUT_OFF)
    assert bridge.call({}) == "done"
    assert bridge.err.frames == [("log", b"ERROR put off")]


@pytest.mark.parametrize("how", ["fails", "rejects"])
def test_an_error_after_the_answer_is_only_logged(start, name, how):
    if how == "rejects" and name in ("qjs", "bun"):
        pytest.skip("qjs ends the process, Bun reports it another turn later")
    bridge = start(PUT_OFF)
    assert bridge.call({how: True}) == "done"
    [first, (level, text)] = bridge.logs(2)
    assert first == ("ERROR", "put off")
    assert level == "ERROR"
    assert "too late" in text
