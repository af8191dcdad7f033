"""The bench itself: that it finds what is there, and nothing where nothing is."""

import os
import random
import re
import subprocess
import sys
import time

import pytest
from conftest import HERE, beside

import accept
import calls
import chart
import cost
import figures
import fronts
import goals
import runtimes
import samples as files
import share
from samples import Key, Samples

EVENT = b'{"name":"you"}'


def differing(rounds, **shift):
    """Made samples: a round has its own luck, all its sides share it."""
    luck = random.Random(7)
    made = Samples()
    for number in range(rounds):
        slow = luck.expovariate(1)
        for program, more in shift.items():
            made.add(Key("think", "host", program, "kept"), number,
                     2 + slow + more + luck.random() / 10)
    return made


def keys_of(made):
    return sorted(made.rows)


def test_the_same_program_twice_is_no_difference_and_5_ms_more_are_found():
    with beside("echo-0ms", "echo-0ms", "echo-5ms") as fronts:
        found = Samples()
        for number in range(150):
            for n in random.sample(range(3), 3):
                found.add(Key("think", "host", str(n), ""), number,
                          fronts[n].call(EVENT))
    one, other, planted = keys_of(found)
    assert figures.difference(
        figures.ratio(found, other, one)) == "no difference"
    assert figures.difference(figures.ratio(found, planted, one)) == "slower"
    more = figures.interval(found, [planted, one], goals.above)
    assert more.low > 3, more


def test_a_difference_is_found_beneath_noise_that_both_sides_share():
    made = differing(60, a=0, b=0, c=0.4)
    a, b, c = keys_of(made)
    assert figures.difference(figures.ratio(made, b, a)) == "no difference"
    assert figures.difference(figures.ratio(made, c, a)) == "slower"
    assert figures.difference(figures.ratio(made, a, c)) == "faster"


def test_too_few_samples_are_no_difference_and_no_verdict():
    made = differing(figures.LEAST - 1, a=0, b=5)
    a, b = keys_of(made)
    assert figures.difference(
        figures.ratio(made, b, a)) == "too few samples"
    goal = goals.Goal("b as fast as a", [b, a], figures.divided, 1.0)
    assert goals.judged(goal, made, 1).word == goals.TOO_FEW
    enough = differing(figures.LEAST, a=0, b=5)
    assert goals.judged(goal, enough, 1).word == goals.MISSED


@pytest.mark.parametrize("at_least, limit, word", [
    (False, 2.0, goals.MET), (False, 1.6, goals.MISSED),
    (False, 1.8, goals.OPEN), (True, 1.6, goals.MET),
    (True, 2.0, goals.MISSED), (True, 1.8, goals.OPEN)])
def test_a_verdict_is_given_when_the_whole_interval_is_on_one_side(
        at_least, limit, word):
    made = Samples()
    over, under = (Key("think", "host", name, "") for name in "ab")
    for number in range(40):
        made.add(over, number, 3.4 + number / 100)
        made.add(under, number, 2)
    goal = goals.Goal("", [over, under], figures.divided, limit,
                      at_least=at_least)
    verdict = goals.judged(goal, made, 1)
    assert 1.7 < verdict.found.low < 1.8 < verdict.found.high < 1.9
    assert verdict.word == word


def test_what_was_not_measured_has_no_verdict():
    goal = next(goals.all_goals(1))
    assert goals.judged(goal, Samples(), 1).word == goals.ABSENT


def test_percentiles_are_values_that_were_there():
    values = list(range(1, 101))
    assert [figures.percentile(values, s) for s in (0.5, 0.9, 0.99, 1)] == [
        50, 90, 99, 100]
    assert figures.percentile([4], 0.99) == 4


def compare(*words, **more):
    return subprocess.run(
        [sys.executable, HERE / "compare.py", *words], timeout=100,
        capture_output=True, text=True, env={**os.environ, **more})


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of one program, started with what spoils Node's numbers."""
    out = tmp_path_factory.mktemp("bench")
    done = compare("--quick", "--only", "c,aws-lambda-go", "--out", out,
                   NODE_EXTRA_CA_CERTS="/nowhere.pem")
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def test_a_smoke_run_gives_no_verdict(run):
    _, report = run
    words = {line.split("|")[-2].strip() for line in report.splitlines()
             if ("| ≤" in line or "| ≥" in line) and "static: size" not in line}
    assert words == {goals.TOO_FEW, goals.ABSENT}, words


def test_what_containment_costs_is_measured_and_reported_alone(tmp_path):
    done = compare("--cost", "--quick", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [line.split("|")[1:-1] for line in done.stdout.splitlines()
            if line.startswith(tuple(f"| {p} |" for p in cost.PROGRAMS))]
    assert [row[0].strip() for row in rows] == cost.PROGRAMS
    assert all(float(cell) > 0 for row in rows for cell in row[3::2])
    assert done.stdout.count(goals.TOO_FEW) == len(cost.PROGRAMS) + 1
    assert "0 of 4 goals met" in done.stdout


def test_what_was_taken_out_of_the_environment_is_reported(run):
    assert "NODE_EXTRA_CA_CERTS" in run[1]


def test_the_samples_read_again_give_the_same_tables(run, tmp_path):
    out, report = run
    again = compare("--from", out / "samples.csv", "--out", tmp_path)
    assert again.returncode == 0, again.stderr
    assert again.stdout == report
    assert (tmp_path / "chart.svg").read_text() == (
        out / "chart.svg").read_text()


@pytest.mark.parametrize("text, said", [
    ("", "line 1"), ("figure,server\n", "line 1"), ("# {\n", "line 1"),
    ("# {}\nfigure\n", "line 2"),
    ("# {}\nfigure,server,program,mode,round,value\nthink,host,c\n", "line 3"),
    ("# {}\nfigure,server,program,mode,round,value\nthink,host,c,kept,1,x\n",
     "line 3")])
def test_a_file_that_is_no_samples_is_refused_with_its_line(
        tmp_path, text, said):
    (tmp_path / "x.csv").write_text(text)
    done = compare("--from", tmp_path / "x.csv", "--out", tmp_path)
    assert done.returncode == 1
    assert f"x.csv, {said}" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def test_a_program_that_is_not_known_is_named():
    done = compare("--quick", "--only", "c,cobol")
    assert done.returncode == 1 and "--only cobol" in done.stderr


def test_a_part_that_is_not_known_is_named():
    done = compare("--quick", "--part", "quiet,loud")
    assert done.returncode == 1 and "--part loud" in done.stderr


def test_a_part_is_measured_alone_and_beside_awslambdaric(tmp_path):
    """Back to back, a copy answers, and no process that was started instead."""
    done = compare("--quick", "--only", "python,awslambdaric", "--part",
                   "saturated", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Left out: copies of python" not in done.stdout
    found = files.read(tmp_path / "samples.csv")
    figures_of = {key.figure for key in found.rows}
    assert {"rate 1", "cpu 1", "back to back", "p99 to p50"} <= figures_of
    assert not {"think", "cold", "idle", "share next"} & figures_of
    assert found.values(Key("back to back", "host", "python", "fork"))
    assert re.search(r"\| python \| fork \| host \|.* awslambdaric \|",
                     done.stdout)


def test_accepted_events_are_counted_beside_the_disk(tmp_path):
    """It needs no runtime but the host's own."""
    done = compare("--quick", "--part", "accept", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    found = files.read(tmp_path / "samples.csv")
    for senders in accept.SENDERS:
        for figure in ("rate", "p50", "p99"):
            assert found.values(accept.key(figure, senders, "host"))
    assert found.values(accept.key("rate", 1, "disk"))[0] > 0
    assert not {k for k in found.rows if not k.figure.startswith("accept ")}
    assert re.search(r"\| host \|( [\d.]+ \|){9}", done.stdout)


def test_an_event_that_is_not_accepted_is_no_sample():
    refused = calls.Message()
    refused.take(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(AssertionError, match="429"):
        accept.Sender.check(refused, b"{}")


@pytest.mark.parametrize("name", runtimes.REAL)
def test_a_real_function_answers_with_its_event(name, tmp_path):
    runtimes.compile_c()
    for n, runtime in enumerate(runtimes.all_runtimes()):
        if runtime.program == name:
            (tmp_path / str(n)).mkdir()
            front = fronts.BehindHost(runtime, tmp_path / str(n))
            try:
                assert front.call(EVENT) > 0
            finally:
                front.stop()


def test_a_small_share_holds_what_is_in_it():
    """A loop of 0.2 s of processor takes at least a second at 7 %."""
    try:
        with share.group() as enter:
            began = time.monotonic()
            subprocess.run(
                [sys.executable, "-c", "import time\n"
                 "while time.process_time() < 0.2: pass"],
                preexec_fn=enter, check=True)
    except share.Unavailable as why:
        assert str(why)
        return
    assert time.monotonic() - began > 1


def test_where_no_group_can_be_made_it_is_told(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"cgroup2 {tmp_path}/none cgroup2 rw 0 0\n")
    monkeypatch.setattr(share, "MOUNTS", str(mounts))
    with pytest.raises(share.Unavailable, match="cgroup v2: No such file"):
        with share.group():
            pass


def test_without_the_library_javascript_has_no_copies(monkeypatch, tmp_path):
    monkeypatch.setattr(runtimes, "LIBRARY", tmp_path / "none.so")
    copied = {r.program for r in runtimes.all_runtimes() if r.mode == "fork"}
    assert copied == {"python", "powertools", "pandas"}


def test_what_is_written_is_what_is_read(tmp_path):
    made = differing(3, a=0, b=1 / 3)
    made.about = {"machine": "ä, \"quoted\"\n", "seed": 3}
    made.write(tmp_path / "x.csv")
    back = files.read(tmp_path / "x.csv")
    assert (back.rows, back.about) == (made.rows, made.about)


def test_the_chart_has_a_bar_for_each_runtime_and_cuts_the_slowest_off():
    import xml.etree.ElementTree as tree

    made = Samples()
    for value, (program, mode) in enumerate(chart.BARS, 1):
        made.add(Key("think", "host", program, mode), 0,
                 1000 if program == "bash loop" else value)
    drawn = tree.fromstring(chart.chart(made))
    words = [e.text for e in drawn if e.tag.endswith("text")]
    assert "1000" in words and "aws-lambda-go" in words
    assert {"node, fork", "pandas, kept", "back to back"} <= set(words)
    for bar in drawn:
        if bar.tag.endswith("rect"):
            assert float(bar.get("x")) + float(bar.get("width")) < chart.WIDTH
