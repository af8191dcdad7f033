"""What tests of folders that change while they are served share."""

import json


def write(folder, **keys):
    """The manifest, in one step as careful editors do."""
    new = folder / "dayfly.json.new"
    new.write_text(json.dumps(keys))
    new.rename(folder / "dayfly.json")


def env_of(host, name="one"):
    return host.invoke(name, {"do": "env"}).json["env"]


def pid_of(host, name="one"):
    return host.invoke(name, {"do": "pid"}).json


def names(host):
    listed = host.request("GET", "/2015-03-31/functions").json["Functions"]
    return [f["FunctionName"] for f in listed]


def configuration(host, name="one"):
    return host.request(
        "GET", f"/2015-03-31/functions/{name}/configuration").json


def begin_long(host, go="go"):
    """A call that is at work until there is this file, or one in its folder."""
    return host.begin("one", {"do": "live", "head": (
        "Transfer-Encoding: chunked\r\n"), "steps": [
        ["wait", str(go)], ["chunk", '"old"'], ["end", ""]]})


def now_and_then(attempt):
    """What the host waits for a moment only may come too late on a machine that
    is busy; but not each time."""
    assert any(attempt(number) for number in range(20))
