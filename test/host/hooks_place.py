"""A host with one function that writes each event down, and a webhook of each
kind."""

import json
import uuid

from hook_senders import KEY, SECRET, SENDERS
from hosting import Host, run, wait_for

NOTE = """
import { appendFileSync } from "node:fs";
export const handler = (event) =>
    appendFileSync(process.env.OUT, JSON.stringify(event) + "\\n");"""


class Place:
    """A host with one function, `note`, that writes each event down, and a
    webhook of each kind."""

    def __init__(self, folder):
        self.folder = folder
        self.out = folder / "out"
        self.function = folder / "f" / "note"
        self.function.mkdir(parents=True)
        (self.function / "index.mjs").write_text(NOTE)
        (self.function / ".env").write_text(
            f"FIRST={SECRET}\nKEY=whsec_{KEY}\nOUT={self.out}\n")
        secret = self.function / "secrets"
        secret.write_text(f"{SECRET}\n")
        secret.chmod(0o600)
        self.write([
            {"kind": kind, "name": name,
             "secret": ("env:KEY" if good.startswith("whsec_") else
                        "file:secrets" if name == "stripe" else "env:FIRST")}
            for name, (kind, _, good, *_) in SENDERS.items()])
        self.host = None

    def write(self, hooks, **more):
        new = self.function / "dayfly.json.new"
        new.write_text(json.dumps({"handler": "index.handler", "timeout": 30,
                                   "hooks": hooks, **more}))
        new.rename(self.function / "dayfly.json")

    def start(self, *options, env=None):
        self.host = Host(self.folder / "f", env=env, options=(
            "--listen", "127.0.0.1:0", "--drain", "2", "--data",
            str(self.folder / "data"), *options))
        return self

    def post(self, name, body, headers):
        return self.host.request("POST", f"/_hooks/{name}", body, headers)

    def noted(self):
        text = self.out.read_text() if self.out.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True)
                if line.endswith("\n")]

    def wait(self, body):
        """The event with this body."""
        return wait_for(lambda: next(
            (event for event in self.noted()
             if event.get("body") == body.decode()), None))

    def count(self, body):
        return sum(event.get("body") == body.decode()
                   for event in self.noted())

    def listed(self):
        done = run("hook", "list", "--json", "--endpoint", self.host.url)
        assert done.returncode == 0, done.stderr
        return {one["name"]: one for one in json.loads(done.stdout)}


def new_body():
    return json.dumps({"id": uuid.uuid4().hex, "text": "ü"},
                      ensure_ascii=False).encode()
