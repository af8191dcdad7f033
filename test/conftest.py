"""Of all suites: the marks, and the order of files.

plain: what the test is for, the sanitizers can add nothing to: test/run leaves
it out there.
prompt: the test measures time. It and all that it starts go before others on a
busy machine, where they may."""

import os

import pytest

AHEAD = -15
# The files that take longest, those first: who begins last is to end soon.
LONGEST = [f"test_{name}.py" for name in """
    one_process_one_event bytes bill_engines faults streams_through deadlines
    spare hostile_posts permissions fresh scratch_grants hostile_handlers
    lanes_budget examples scratch_left scratch every_death_has_a_name start
    containment walls reuse bill streaming replay
    host_door host_stream_ends hostile_door host_deaths host_at_once host_url
    """.split()]


def pytest_configure(config):
    config.addinivalue_line("markers", "plain: not with sanitizers, too")
    config.addinivalue_line("markers", "prompt: it measures time")


def of_another_engine(item):
    """It is there for Node, too."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return any(params.get(word) in ("deno", "bun")
               for word in ("name", "engine", "streaming"))


def pytest_collection_modifyitems(items):
    for item in items:
        if of_another_engine(item):
            item.add_marker("plain")
    items.sort(key=lambda item: LONGEST.index(item.path.name)
               if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(autouse=True)
def before_others(request):
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    if request.node.get_closest_marker("prompt"):
        try:
            os.setpriority(os.PRIO_PROCESS, 0, min(mine, AHEAD))
        except PermissionError:
            pass
    yield
    if os.getpriority(os.PRIO_PROCESS, 0) != mine:
        os.setpriority(os.PRIO_PROCESS, 0, mine)
