import pytest

import template_case
from bridge import INTERPRETERS, STREAMIFY, Bridge


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "lacks(qjs='why'): not for this interpreter, which lacks something")


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left():
    yield
    template_case.remove_programs()


@pytest.fixture(params=INTERPRETERS)
def name(request):
    return request.param


@pytest.fixture(autouse=True)
def skip_what_it_lacks(request):
    callspec = getattr(request.node, "callspec", None)
    name = callspec and callspec.params.get("name")
    for mark in request.node.iter_markers("lacks"):
        if name in mark.kwargs:
            pytest.skip(f"{name}: {mark.kwargs[name]}")


@pytest.fixture
def start(name, tmp_path):
    """start(code, file="index.mjs", …): a bridge whose function is `code`."""
    running = []

    def begin(code, file="index.mjs", handler=None, **more):
        (tmp_path / file).write_text(code)
        stem = file.rsplit(".", 1)[0]
        bridge = Bridge(name, tmp_path, handler or f"{stem}.handler", **more)
        running.append(bridge)
        return bridge

    yield begin
    for bridge in running:
        bridge.__exit__()


@pytest.fixture
def streams(start):
    """streams(body of the handler, …): a bridge, the event already sent."""

    def begin(body, event=None, options="{}", **more):
        code = STREAMIFY + f"(event, out, context) => {{ {body} }}, {options});"
        bridge = start(code, **more)
        bridge.feed({} if event is None else event)
        return bridge

    return begin
