"""Schedules that a function brings with its folder."""

import datetime
import json
import time

import botocore.exceptions
import pytest

from hosting import Host, run, wait_for
from stored import client, store_host


def serve_folder(tmp_path, manifest):
    folder = tmp_path / "note"
    folder.mkdir(exist_ok=True)
    (folder / "index.mjs").write_text("""
        import { appendFileSync } from "node:fs";
        export const handler = (event) =>
            appendFileSync(process.env.OUT, JSON.stringify(event) + "\\n");""")
    write_manifest(folder, tmp_path, manifest)
    return folder


def write_manifest(folder, tmp_path, schedules):
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": "index.handler", "env": {"OUT": str(tmp_path / "out")},
         "schedules": schedules}))


def test_a_served_folder_brings_its_schedules(tmp_path):
    due = datetime.datetime.fromtimestamp(int(time.time()) + 3,
                                          datetime.timezone.utc)
    expression = due.strftime("at(%Y-%m-%dT%H:%M:%S)")
    folder = serve_folder(tmp_path, [
        {"name": "once", "expression": expression, "input": {"a": 1}},
        {"expression": "cron(0 8 ? * MON *)", "zone": "Asia/Tokyo",
         "missed": "skip", "enabled": False}])
    host = Host(folder, options=("--listen", "127.0.0.1:0", "--drain", "1",
                                 "--data", str(tmp_path / "data")))
    try:
        def listed():
            done = run("schedule", "list", "--endpoint", host.url)
            assert done.returncode == 0, done.stderr
            return done.stdout.decode().splitlines()
        assert listed() == [
            "dayfly.json/note.2  note  cron(0 8 ? * MON *) Asia/Tokyo  disabled",
            f"dayfly.json/note.once  note  {expression}  {expression[3:-1]}Z"]
        out = tmp_path / "out"
        wait_for(out.exists)
        assert wait_for(out.read_text) == '{"a":1}\n'
        sc = client(host, "scheduler")
        with pytest.raises(botocore.exceptions.ClientError,
                           match="ConflictException.*change it there"):
            sc.delete_schedule(Name="note.2", GroupName="dayfly.json")
        done = run("schedule", "delete", "dayfly.json/note.2", "--endpoint",
                   host.url)
        assert done.returncode == 1
        assert b"in the dayfly.json or the template of its" in done.stderr
        write_manifest(folder, tmp_path, [{"expression": "rate(1 day)"}])
        wait_for(lambda: [line.split("  ")[:3] for line in listed()] == [
            ["dayfly.json/note.1", "note", "rate(1 day)"]])
        # A mistake: what was there goes on, and the log says what it is.
        write_manifest(folder, tmp_path, [{"expression": "rate(1 year)"}])
        wait_for(lambda: listed() and "item 1: " in host.log())
        assert len(listed()) == 1
    finally:
        host.close()


def test_schedules_of_a_deployed_function_are_of_its_release(tmp_path):
    """Code that was rolled back is not run by them, nor do they change."""
    def write(word, expression):
        serve_folder(tmp_path, [{"name": "s", "expression": expression}])
        (tmp_path / "note" / "index.mjs").write_text(
            f"export const handler = () => console.log('it is {word}');")

    def scheduled(host):
        got = client(host, "scheduler").get_schedule(
            Name="note.s", GroupName="dayfly.json")
        return got["Target"]["Arn"].split(":note")[1], got["ScheduleExpression"]

    host = store_host(tmp_path / "data")
    try:
        def call(*words):
            done = run(*words, "--endpoint", host.url)
            assert done.returncode == 0, done.stderr
        write("good", "rate(1 day)")
        call("deploy", tmp_path / "note")
        assert wait_for(lambda: scheduled(host)) == (":live", "rate(1 day)")
        write("bad", "rate(2 days)")
        call("deploy", tmp_path / "note")
        wait_for(lambda: scheduled(host) == (":live", "rate(2 days)"))
        call("rollback")
        wait_for(lambda: scheduled(host) == (":live", "rate(1 day)"))
        lam = client(host)
        lam.delete_alias(FunctionName="note", Name="live")
        wait_for(lambda: scheduled(host) == ("", "rate(2 days)"))
    finally:
        host.close()


def test_who_makes_a_schedule_is_told_what_its_function_is(tmp_path):
    host = store_host(tmp_path / "data")
    try:
        def create(function, name):
            done = run("schedule", "create", name, "--function", function,
                       "--expression", "rate(1 day)", "--endpoint", host.url)
            assert done.returncode == 0 and b":schedule/" in done.stdout
            return done.stderr.decode()
        assert "there is no function nope yet" in create("nope", "a")
        folder = serve_folder(tmp_path, [])
        assert run("deploy", folder, "--endpoint", host.url).returncode == 0
        assert "the release is note:live" in create("note", "b")
        assert create("note:live", "c") == ""
    finally:
        host.close()
