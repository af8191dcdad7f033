"""awslambda.afterCopy(fn): functions that run before the first event of a process,
whether it was copied from a template or started."""

import pytest

from bridge import INTERPRETERS, Bridge
from copies import ENGINES, Template

HOOKS = """
const done = [];
awslambda.afterCopy(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  done.push("first");
});
awslambda.afterCopy(() => { done.push("second"); });
export const handler = () => done;
"""
KINDS = [*((name, "started") for name in INTERPRETERS),
         *((name, "copied") for name in ENGINES)]


@pytest.fixture(params=KINDS, ids="-".join)
def start(request, tmp_path):
    """start(code): a process whose function is `code`."""
    name, kind = request.param
    running = []

    def begin(code):
        (tmp_path / "index.mjs").write_text(code)
        if kind == "started":
            running.append(Bridge(name, tmp_path))
            return running[-1]
        template = Template(name, tmp_path)
        running.append(template)
        template.ready()
        running.append(template.prepare().copy())
        return running[-1]

    yield begin
    for each in reversed(running):
        each.__exit__()


def test_they_run_in_order_before_the_first_event_only(start):
    process = start(HOOKS)
    assert process.call({}) == ["first", "second"]
    assert process.call({}) == ["first", "second"]


def test_an_event_fails_with_the_error_of_a_function(start):
    process = start("""
        let tries = 0;
        awslambda.afterCopy(() => {
          if (++tries < 2) throw new RangeError("not yet");
        });
        export const handler = () => tries;""")
    process.feed({})
    error = process.error()
    assert (error["errorType"], error["errorMessage"]) == (
        "RangeError", "not yet")
    assert [process.call({}), process.call({})] == [2, 2]


def test_what_they_log_is_of_the_event(start):
    process = start("""
        awslambda.afterCopy(() => console.info("seeded"));
        export const handler = () => console.info("called");""")
    process.call({})
    assert [text for _, text in process.logs(2)] == ["seeded", "called"]


def test_during_an_event_a_function_runs_at_once(start):
    process = start("""
        export const handler = () => {
          let done = false;
          const value = awslambda.afterCopy(() => { done = true; return 5; });
          return [done, value];
        };""")
    assert process.call({}) == [True, 5]


@pytest.mark.parametrize("name", INTERPRETERS)
def test_what_is_not_a_function_is_refused(name, tmp_path):
    (tmp_path / "index.mjs").write_text("awslambda.afterCopy(5);")
    with Bridge(name, tmp_path) as process:
        assert process.init_error()["errorMessage"] == (
            "awslambda.afterCopy(fn): fn must be a function")
