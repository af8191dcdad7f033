"""One `dayfly serve` with a folder for each official client and handler."""

import json

from clients import BUILT, RUNTIMES
from hosting import Host

# The same three handlers in each language; Node and Python name modules.
HANDLERS = {
    "node": {"handler": "index.handler", "stream": "index.stream",
             "page": "index.page", "broken": "broken.handler"},
    "python": {"handler": "app.handler", "broken": "broken.handler"},
}


WIDE = 4


def handler_of(client, kind):
    return HANDLERS.get(client, {}).get(kind, kind)


def built(client):
    return (BUILT / client / "bootstrap").exists()


def make_folder(home, name, client, kind, **manifest):
    """The built function, unchanged, under a name of its own."""
    folder = home / name
    folder.mkdir()
    for entry in (BUILT / client).iterdir():
        (folder / entry.name).symlink_to(entry)
    (folder / "dayfly.json").write_text(json.dumps(
        {"handler": handler_of(client, kind), "timeout": 30, **manifest}))


class Functions(Host):
    """NAME answers for 30 s, NAME-short for 1 s, NAME-wide WIDE calls at once; NAME-broken never starts,
    NAME-stream streams, NAME-page streams to its function URL."""

    def __init__(self, home):
        for client in filter(built, RUNTIMES):
            make_folder(home, client, client, "handler")
            make_folder(home, client + "-wide", client, "handler",
                        concurrency=WIDE)
            make_folder(home, client + "-short", client, "handler", timeout=1)
            make_folder(home, client + "-broken", client, "broken")
            make_folder(home, client + "-stream", client, "stream")
            make_folder(home, client + "-page", client, "page",
                        url={"invokeMode": "RESPONSE_STREAM"})
        super().__init__(home)

    def tell(self, name, **headers):
        answer = self.invoke(name, {"do": "tell"}, **headers)
        assert not answer.failed, answer.body
        return answer.json
