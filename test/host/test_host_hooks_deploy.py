"""Webhooks that deploy: a signed request runs the command of the folder."""

import json
import signal
import subprocess
import time

import pytest

from hook_senders import OTHER, SECRET, github
from hosting import Host, run, wait_for
from stored import client, create, store_host, zip_of


def git(folder, *words):
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t",
                    "-c", "init.defaultBranch=main", *words],
                   cwd=folder, check=True, capture_output=True)


class Place:
    def __init__(self, folder, deploy):
        self.folder = folder
        self.root = folder / "f"
        self.root.mkdir(exist_ok=True)
        self.deploy = deploy
        self.host = None

    def write(self, folder, text, **more):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.mjs").write_text(
            f"export const handler = () => {text!r};\n")
        (folder / "dayfly.json").write_text(json.dumps({
            "handler": "index.handler", **more,
            "hooks": [{"kind": "github", "secret": "env:HOOK_SECRET",
                       "deploy": self.deploy}]}))

    def start(self):
        self.host = Host(self.root, env={"HOOK_SECRET": SECRET}, options=(
            "--listen", "127.0.0.1:0", "--drain", "2", "--data",
            str(self.folder / "data")))
        return self

    def post(self, secret=SECRET, **more):
        return self.host.request("POST", "/_hooks/one", b"{}",
                                 github(b"{}", secret, **more))

    def said(self):
        return self.host.invoke("one", {}).json

    def runs(self):
        path = self.folder / "runs"
        return path.read_text().split() if path.exists() else []


@pytest.fixture
def place(tmp_path):
    places = []

    def make(deploy):
        places.append(Place(tmp_path, deploy))
        return places[-1]

    yield make
    for one in places:
        if one.host:
            one.host.close()


def test_a_push_brings_the_new_code(place, tmp_path):
    one = place("git pull --ff-only")
    origin = tmp_path / "origin"
    one.write(origin, "first")
    git(origin, "init", "-q")
    git(origin, "add", ".")
    git(origin, "commit", "-qm", "first")
    subprocess.run(["git", "clone", "-q", str(origin), str(one.root / "one")],
                   check=True, capture_output=True)
    one.start()
    assert one.said() == "first"
    one.write(origin, "second")
    git(origin, "commit", "-qam", "second")
    assert one.post(OTHER).status == 403
    # Nothing but its signature deploys, and a greeting does not.
    assert one.post(event="ping").json == {"status": "pong"}
    time.sleep(0.3)
    assert one.said() == "first"
    answer = one.post()
    assert (answer.status, answer.json) == (202, {"status": "deploying"})
    one.host.wait_log("webhook one: the deploy has ended well")
    wait_for(lambda: one.said() == "second")
    assert ('dayfly_hook_deploys_total{hook="one",result="done"} 1' in
            one.host.request("GET", "/metrics").body.decode())


def test_what_is_built_is_built_after_it(place, tmp_path):
    one = place(["sh", "-c", "echo second > src"])
    one.write(one.root / "one", "never",
              build="echo \"export const handler = () => '$(cat src)';\" "
                    "> index.mjs")
    (one.root / "one" / "src").write_text("first")
    one.start()
    wait_for(lambda: one.said() == "first")
    assert one.post().status == 202
    wait_for(lambda: one.said() == "second")


def test_code_that_the_api_brings_deploys_nothing(tmp_path):
    """Who may upload code must not run commands as the host."""
    host = store_host(tmp_path / "data", env={"HOOK_SECRET": SECRET})
    try:
        create(client(host), "one", zip_of({
            "index.mjs": "export const handler = () => 'x';",
            "dayfly.json": json.dumps({"hooks": [
                {"kind": "github", "secret": "env:HOOK_SECRET",
                 "deploy": f"touch {tmp_path}/deployed"}]})}))
        assert host.invoke("one", {}).json == "x"
        time.sleep(1.1)
        assert host.request("POST", "/_hooks/one", b"{}",
                            github(b"{}")).status == 404
        time.sleep(0.3)
        assert not (tmp_path / "deployed").exists()
    finally:
        host.close()


def test_a_deploy_that_fails_is_told_and_changes_nothing(place):
    one = place("echo no such branch >&2; exit 3")
    one.write(one.root / "one", "first")
    one.start()
    assert one.post().status == 202
    log = one.host.wait_log("the deploy failed with exit status 3")
    assert "webhook one | no such branch\n" in log
    assert one.said() == "first"
    assert ('dayfly_hook_deploys_total{hook="one",result="failed"} 1' in
            one.host.request("GET", "/metrics").body.decode())


def test_a_deploy_that_failed_is_in_the_list_until_one_ends_well(place,
                                                                 tmp_path):
    one = place(f"test -e {tmp_path}/mended || exit 3")
    one.write(one.root / "one", "first")
    one.start()

    def listed():
        done = run("hook", "list", "--endpoint", one.host.url)
        assert done.returncode == 0
        return done.stdout.decode()

    assert "the deploy" not in listed()
    one.post()
    wait_for(lambda: " failed with exit status 3; " in listed())
    (tmp_path / "mended").touch()
    one.post()
    wait_for(lambda: "the deploy" not in listed())


def test_one_runs_at_a_time_and_those_that_wait_have_one_more(place, tmp_path):
    one = place(f"echo run >>{tmp_path}/runs; test ! -e {tmp_path}/busy || "
                f"echo two >>{tmp_path}/runs; touch {tmp_path}/busy; "
                f"while ! test -e {tmp_path}/go; do sleep 0.05; done; "
                f"rm {tmp_path}/busy")
    one.write(one.root / "one", "first")
    one.start()
    assert one.post().status == 202
    wait_for(lambda: one.runs() == ["run"])
    for _ in range(5):
        assert one.post().status == 202
    time.sleep(0.3)
    assert one.runs() == ["run"]
    (tmp_path / "go").touch()
    wait_for(lambda: one.host.log().count("has ended well") == 2)
    time.sleep(0.3)
    assert one.runs() == ["run", "run"]


def test_a_deploy_goes_on_after_a_kill(place, tmp_path):
    one = place(f"echo run >>{tmp_path}/runs; "
                f"while ! test -e {tmp_path}/go; do sleep 0.05; done")
    one.write(one.root / "one", "first")
    one.start()
    assert one.post().status == 202
    wait_for(lambda: one.runs() == ["run"])
    one.host.process.send_signal(signal.SIGKILL)
    one.host.process.wait(timeout=20)
    one.host.close()
    (tmp_path / "go").touch()
    one.start()
    one.host.wait_log("the deploy has ended well")
    assert one.runs() == ["run", "run"]
    one.host.stop()
    one.host.close()
    one.start()
    time.sleep(0.5)
    assert one.runs() == ["run", "run"], "what has ended is not due any more"


def test_a_stop_ends_the_command_and_it_begins_again(place, tmp_path):
    one = place(f"echo run >>{tmp_path}/runs; "
                f"while ! test -e {tmp_path}/go; do sleep 0.05; done")
    one.write(one.root / "one", "first")
    one.start()
    assert one.post().status == 202
    wait_for(lambda: one.runs() == ["run"])
    begun = time.monotonic()
    one.host.stop()
    assert time.monotonic() - begun < 10
    one.host.close()
    (tmp_path / "go").touch()
    one.start()
    one.host.wait_log("the deploy has ended well")
