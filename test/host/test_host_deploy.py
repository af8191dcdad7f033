"""`dayfly deploy`, `releases` and `rollback`: function folders brought to a host,
and what callers of the alias get meanwhile."""

import io
import json
import subprocess
import sys
import threading
import urllib.request
import zipfile

from deployed import (  # noqa: F401
    ANSWER, answer, aws, call, empty, folder)
from hosting import ROOT, Host

def test_what_a_dry_run_shows_is_done_once(empty, folder):
    folder("b", "def handler(event, context):\n    return 'b'\n", "code.py")
    folder("b", '{"handler": "code.handler", "timeout": 7}', "dayfly.json")
    functions = folder("a", ANSWER % "a")
    shown = call(empty, "deploy", functions, "--dry-run")
    assert ": python3 of the host, code.handler, 7 s" in shown[1]
    assert [line.split(" from ")[0] for line in shown] == [
        "a: create the function", "b: create the function",
        "a: publish a version", "b: publish a version",
        "live: becomes a new, b new"]
    assert aws(empty).list_functions()["Functions"] == []
    done = call(empty, "deploy", functions)
    assert done[:4] == shown[:4]
    assert done[4:] == ["live: becomes a 1, b 1", "live: release 1; to call it: dayfly invoke a:live"]
    assert (answer(empty, "a"), answer(empty, "b")) == ("a", "b")
    assert call(empty, "deploy", functions) == [
        "nothing to do: all is as it should be"]
    made = aws(empty).get_function_configuration(FunctionName="b")
    assert (made["Runtime"], made["Timeout"]) == ("python3.13", 7)


def test_invoke_sends_the_event_of_the_folder_beside_it_and_says_which(
        empty, folder):
    functions = folder("echo", "export const handler = (event) => event;\n")
    folder("echo", '{"of": "the file"}', "event.json")
    call(empty, "deploy", functions)
    said = call(empty, "invoke", "echo:live", both=True, cwd=functions)
    assert said[0] == '{"of":"the file"}'
    assert "the event is ./echo/event.json" in said[1]
    said = call(empty, "invoke", "echo:live", both=True, cwd="/")
    assert said[0] == "{}"
    assert "the event is {}, since there is no ./echo/event.json" in said[1]


def test_only_what_differs_is_changed(empty, folder):
    folder("b", ANSWER % "b")
    functions = folder("a", ANSWER % "a")
    call(empty, "deploy", functions)
    # Code that needs another handler: judged is what comes out of both.
    (functions / "a/index.mjs").rename(functions / "a/other.mjs")
    folder("a", '{"handler": "other.handler", "memory": 256}', "dayfly.json")
    done = call(empty, "deploy", functions)
    assert [line.split(":")[0] for line in done] == [
        "a", "a", "a", "live", "live"]
    assert "Handler other.handler" in done[1] and "MemorySize 256" in done[1]
    assert done[3:] == [
        "live: becomes a 2", "live: release 2; to call it: dayfly invoke a:live"]
    assert answer(empty, "a") == "a"


def test_code_that_does_not_start_moves_no_alias(empty, folder):
    functions = folder("b", ANSWER % "old b")
    folder("a", ANSWER % "old a")
    call(empty, "deploy", functions)
    folder("a", ANSWER % "new a")
    folder("b", 'throw new Error("not today");\n')
    said = "\n".join(call(empty, "deploy", functions, status=1))
    assert "b: its code does not start: " in said and "not today" in said
    assert (answer(empty, "a"), answer(empty, "b")) == ("old a", "old b")
    # Said again it fails again.
    assert "not today" in "\n".join(
        call(empty, "deploy", functions, status=1))
    folder("b", ANSWER % "new b")
    assert call(empty, "deploy", functions)[-2:] == [
        "live: becomes a 2, b 2",
        "live: release 2; to call it: dayfly invoke a:live"]
    assert (answer(empty, "a"), answer(empty, "b")) == ("new a", "new b")


def current(host):
    return [one["release"] for one in json.loads("\n".join(
        call(host, "releases", "--json"))) if one["current"]]


def test_a_rollback_moves_all_functions_back_and_forth(empty, folder):
    for version in "123":
        for name in "ab":
            functions = folder(name, ANSWER % (name + version))
        call(empty, "deploy", functions, "--note", f"number {version}")
    listed = call(empty, "releases")
    assert [line[:6].split() for line in listed] == [["*", "3"], ["2"], ["1"]]
    assert listed[0].endswith("a 3, b 3  number 3")
    for release, had in ((2, "2"), (1, "1")):
        assert call(empty, "rollback") == [
            f"live: becomes release {release}: a {had}, b {had}"]
        assert (answer(empty, "a"), answer(empty, "b")) == (
            "a" + had, "b" + had)
        assert current(empty) == [release]
    assert "there is no release before 1" in call(
        empty, "rollback", status=1)[0]
    assert "has no release 9" in call(empty, "rollback", "9", status=1)[0]
    assert call(empty, "rollback", "3", "--dry-run")
    assert answer(empty, "a") == "a1"
    call(empty, "rollback", "3")
    assert answer(empty, "b") == "b3"
    # An alias that was moved by hand is no release's.
    aws(empty).update_alias(FunctionName="a", Name="live", FunctionVersion="1")
    assert current(empty) == []
    assert "name one of `dayfly releases`" in call(
        empty, "rollback", status=1)[0]


def test_a_release_is_all_functions_of_the_alias_and_is_kept(
        empty, folder, tmp_path):
    functions = folder("a", ANSWER % "a1")
    call(empty, "deploy", functions / "a")
    folder("b", ANSWER % "b1")
    call(empty, "deploy", functions / "b")
    # A release that cannot be is refused as a whole.
    refused = empty.request("POST", "/_dayfly/releases", json.dumps({
        "alias": "live", "functions": {"a": "1", "b": "7"}}).encode(),
        {"Content-Type": "application/json"})
    assert refused.status == 404 and "b has no version 7" in refused.json[
        "Message"]
    empty.stop()
    again = Host(options=("--listen", "127.0.0.1:0", "--data",
                          str(tmp_path / "data")), cwd=tmp_path / "nothing")
    try:
        told = json.loads("\n".join(call(again, "releases", "--json")))
        assert [(one["release"], one["functions"]) for one in told] == [
            (2, {"a": "1", "b": "1"}), (1, {"a": "1"})]
        call(again, "rollback")
        assert answer(again, "b") == "b1"
    finally:
        again.close()


def test_every_answer_is_of_one_release(empty, folder):
    """Callers meanwhile: after b has answered, a is at least as new."""
    functions = folder("a", ANSWER % "1")
    folder("b", ANSWER % "1")
    call(empty, "deploy", functions)
    for name in "ab":
        folder(name, ANSWER % "2")
    seen, over = [], threading.Event()

    def ask():
        while not over.is_set():
            pair = [empty.invoke(f"{name}:live", {}) for name in "ba"]
            seen.append([(one.status, one.json) for one in pair])

    callers = [threading.Thread(target=ask) for _ in range(2)]
    for one in callers:
        one.start()
    try:
        call(empty, "deploy", functions)
    finally:
        over.set()
        for one in callers:
            one.join()
    assert seen and all(status == 200 for pair in seen for status, _ in pair)
    assert all(b <= a for (_, b), (_, a) in seen)


def test_the_zip_is_that_of_the_python_script(empty, folder, tmp_path):
    functions = folder("a", ANSWER % "a")
    for name in ("keep/é.txt", "skip/b.txt", "x.log", "sub/.env", ".git/head",
                 "deep/node_modules/.cache/x", "deep/node_modules/p/i.js",
                 "venv/pyvenv.cfg", "notes~", "keep/skip/c"):
        folder("a", name, name)
    folder("a", "# what is not needed\n*.log\n/skip/\n!keep.log\n",
           ".dayflyignore")
    folder("a", "x", "keep.log")
    own = functions / "a"
    (own / "keep/run.sh").write_text("#!/bin/sh\n")
    (own / "keep/run.sh").chmod(0o755)
    (own / "link").symlink_to("keep/run.sh")
    (own / "keep/up").symlink_to("../deep")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/o").write_text("o")
    (own / "outside").symlink_to(tmp_path / "outside")
    call(empty, "deploy", functions)
    url = aws(empty).get_function(FunctionName="a")["Code"]["Location"]
    there = zipfile.ZipFile(io.BytesIO(urllib.request.urlopen(url).read()))
    subprocess.run([sys.executable, ROOT / "layer/zip.py", "--function",
                    tmp_path / "its.zip", own], check=True,
                   stdout=subprocess.DEVNULL)
    wanted = zipfile.ZipFile(tmp_path / "its.zip")

    def held(z):
        return {one.filename: (one.external_attr >> 16, one.date_time,
                               z.read(one)) for one in z.infolist()}

    assert held(there) == held(wanted)
    assert "keep.log" in there.namelist() and "skip/b.txt" not in \
        there.namelist()


def test_dayfly_json_holds_for_a_deployed_function(empty, folder):
    folder("a", json.dumps({
        "env": {"TOLD": "yes"}, "permissions": {"env": ["TOLD"]}}),
           "dayfly.json")
    functions = folder("a", """
import { readFileSync } from "node:fs";
export const handler = () => {
  try { return readFileSync("/etc/passwd", "utf8"); }
  catch (error) { return [process.env.TOLD, error.code]; }
};
""")
    call(empty, "deploy", functions)
    told = answer(empty, "a")
    assert told[0] == "yes" and told[1] in ("EACCES", "ERR_ACCESS_DENIED")


def test_schedules_that_do_not_follow_the_alias_are_told(empty, folder):
    folder("a", json.dumps({
        "schedules": [{"expression": "rate(1 day)"}]}), "dayfly.json")
    functions = folder("a", ANSWER % "one")
    for _ in range(2):
        told = call(empty, "deploy", functions, "--alias", "prod")
        assert ("a: its schedules call the alias live, or $LATEST if there is "
                "none, not prod: a rollback of prod does not change what they "
                "run") in told
    assert "nothing to do" in told[-1]
    assert not any("schedules" in line
                   for line in call(empty, "deploy", functions))


def test_webhooks_of_a_folder_are_left_out_and_that_is_told(empty, folder):
    folder("a", json.dumps({
        "hooks": [{"kind": "github", "secret": "env:A"}]}), "dayfly.json")
    functions = folder("a", ANSWER % "one")
    for _ in range(2):
        told = "\n".join(call(empty, "deploy", functions))
        assert 'a: leaves out "hooks"' in told and "dayfly hook create" in told
    assert "nothing to do" in told
    assert call(empty, "hook", "list") == []


def test_a_url_is_public_only_if_somebody_says_so(empty, folder):
    for auth in ("NONE", "AWS_IAM"):
        folder(auth, json.dumps({"url": {"authType": auth}}), "dayfly.json")
        folder(auth, ANSWER % "a")
    folder("unsaid", '{"url": {}}', "dayfly.json")
    functions = folder("unsaid", ANSWER % "a")
    call(empty, "deploy", functions)
    told = {name: aws(empty).get_function_url_config(
        FunctionName=name, Qualifier="live")["AuthType"]
        for name in ("NONE", "AWS_IAM", "unsaid")}
    assert told == {"NONE": "NONE", "AWS_IAM": "AWS_IAM", "unsaid": "AWS_IAM"}
    assert "unsaid: change the URL of live: NONE, BUFFERED: everyone who " \
        "reaches it may call it" in call(
            empty, "deploy", functions / "unsaid", "--url", "NONE")


def test_delete_removes_what_was_deployed(empty, folder):
    functions = folder("a", ANSWER % "a")
    folder("b", ANSWER % "b")
    call(empty, "deploy", functions)
    assert call(empty, "delete", "a", "b") == ["a: deleted", "b: deleted"]
    assert empty.invoke("a:live", {}).status == 404
    said = call(empty, "delete", "a", status=1)[0]
    assert said.startswith("dayfly: a: ResourceNotFoundException: ")
    call(empty, "deploy", functions)
    assert answer(empty, "a") == "a"
