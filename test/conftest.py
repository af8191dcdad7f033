"""For all suites: marks, and which tests run first and together.

plain: left out of the run with sanitizers and of `make check`, because another
test runs the same C code (CONTRIBUTING.md says how to find out).
prompt: the test measures time. It and its processes get a higher priority, if
permitted.
long: left out of `make test` and `make check` (DAYFLY_TEST_SHORT): it takes long and
repeats more of what another test shows.

pytest-xdist gives a worker one file at a time, or one test at a time of the files
in SPLIT. Those that take longest are first, so that all workers end together.
"""

import contextlib
import os
import pathlib
import time

import pytest

PRIORITY = -15
LONGEST = [f"test_{name}.py" for name in """
    probes host_rules host_load host_slow hostile_template host_page_rooms host_page_acts host_page_origin
    host_http deadlines raw_sweep template_walls host_life_by_clients one_process_one_event bytes bill_engines
    streams_through hostile_posts spare pipes permissions examples faults
    scratch_grants sandbox hostile_http hostile_handlers streaming replay containment
    host_deaths host_url_stream error_types answers host_stream_ends reuse web
    python_life scratch host_live qjs_life hostile_api permissions_told
    host_load host_zips host_switches host_mixed_load log_sink peak host_peak host_rules limits capsule concurrency_spares code_watch bill scratch_left
    """.split()]
# Their tests share nothing, neither a fixture nor a user of the machine.
SPLIT = {f"test_{name}.py" for name in """
    host_http one_process_one_event bytes deadlines hostile_posts pipes sandbox
    hostile_http host_life_by_clients
    """.split()}
FILES = {path.name for path in pathlib.Path(__file__).parent.glob("*/*.py")}
assert SPLIT | {*LONGEST} <= FILES, (SPLIT | {*LONGEST}) - FILES


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::", 1)[0]
            return nodeid if os.path.basename(file) in SPLIT else file

    return Scheduling(config, log)


def pytest_configure(config):
    config.addinivalue_line("markers", "plain: not with sanitizers")
    config.addinivalue_line("markers", "prompt: it measures time")
    config.addinivalue_line("markers", "long: only in make test-all")


def repeats_node(item):
    """There is the same test for Node."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return any(params.get(word) in ("deno", "bun")
               for word in ("name", "engine", "streaming"))


def pytest_collection_modifyitems(config, items):
    if os.environ.get("DAYFLY_TEST_SHORT"):
        left_out = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if repeats_node(item):
            item.add_marker("plain")
    items.sort(key=lambda item: LONGEST.index(item.path.name)
               if item.path.name in LONGEST else len(LONGEST))


def spent():
    """Seconds on a CPU, with the processes that have been waited for."""
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """A line in build/tests.times: begin, end, seconds on a CPU, name."""
    began, before = time.time(), spent()
    try:
        return (yield)
    finally:
        if path := os.environ.get("DAYFLY_TEST_TIMES"):
            # In another root folder it is not there.
            with contextlib.suppress(OSError), open(path, "a") as file:
                file.write(f"{began:.2f} {time.time():.2f} {spent() - before:.2f} "
                           f"{item.nodeid}\n")


@pytest.fixture(autouse=True)
def priority(request):
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    if request.node.get_closest_marker("prompt"):
        try:
            os.setpriority(os.PRIO_PROCESS, 0, min(mine, PRIORITY))
        except PermissionError:
            pass
    yield
    if os.getpriority(os.PRIO_PROCESS, 0) != mine:
        os.setpriority(os.PRIO_PROCESS, 0, mine)
