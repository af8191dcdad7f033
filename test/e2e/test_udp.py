"""UDP under a `net` list: closed, since no kernel restricts its ports; names are
looked up by TCP. With port 53 in the list it is open, and the log says so."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from parts import BIN, clean_env, write

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not root")

TRIES = """
#!/usr/bin/python3
import errno, json, socket
told = []
for family, to in (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"):
    for how in "sendto", "connect", "sendmsg":
        try:
            s = socket.socket(family, socket.SOCK_DGRAM)
            if how == "connect": s.connect((to, 4433)); s.send(b"x")
            elif how == "sendto": s.sendto(b"x", (to, 4433))
            else: s.sendmsg([b"x"], [], 0, (to, 4433))
            told.append("open")
        except OSError as e:
            told.append(errno.errorcode[e.errno])
print(json.dumps(told))
"""

# Answers any name with 127.0.0.7, by both; names the way in the file `asked`.
SERVER = """
import os, socket, struct, sys, threading
def answer(q):
    end = q.index(b"\\0", 12) + 5
    if q[end - 4:end - 2] != b"\\0\\1":
        return q[:2] + b"\\x81\\x80\\0\\1" + b"\\0" * 6 + q[12:end]
    return (q[:2] + b"\\x81\\x80\\0\\1\\0\\1\\0\\0\\0\\0" + q[12:end] +
            b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x3c\\0\\4\\x7f\\0\\0\\7")
def note(how):
    with open(sys.argv[1], "a") as f:
        f.write(how + "\\n")
def one(c):
    f = c.makefile("rb")
    while size := f.read(2):
        note("tcp")
        q = answer(f.read(struct.unpack(">H", size)[0]))
        c.sendall(struct.pack(">H", len(q)) + q)
def tcp():
    while True:
        threading.Thread(target=one, args=(t.accept()[0],), daemon=True).start()
t = socket.create_server(("127.0.0.1", 53))
u = socket.socket(type=socket.SOCK_DGRAM); u.bind(("127.0.0.1", 53))
threading.Thread(target=tcp, daemon=True).start()
os.write(1, b"ready\\n")
while True:
    q, to = u.recvfrom(999); note("udp"); u.sendto(answer(q), to)
"""

LOOKUPS = {
    "/usr/bin/python3": ("lambda_function.py", """
import socket
def lambda_handler(event, context):
    return sorted({a[4][0] for a in socket.getaddrinfo("some.example", 443)})
""", "lambda_function.lambda_handler"),
    "node": ("index.mjs", """
import dns from "node:dns/promises";
export const handler = async () =>
  [...new Set((await dns.lookup("some.example", { all: true })).map((a) => a.address))];
""", "index.handler"),
}
LOOKUPS["bun"] = LOOKUPS["node"]
LOOKUPS["deno"] = ("index.mjs", """
const failures = async (f) => { try { await f(); } catch (e) { return `${e} ${e.cause}`; } };
export const handler = async () => {
  const told = [await failures(() => fetch("http://some.example:443")),
    await failures(() => Deno.connect({ hostname: "some.example", port: 443 }))];
  return told.every((t) => /refused/.test(t)) ? ["127.0.0.7"] : told;
};
""", "index.handler")


def settings(folder, net, **keys):
    folder.mkdir(exist_ok=True)
    (folder / "dayfly.json").write_text(json.dumps({
        **keys, "permissions": {"read": True, "run": True, "env": True,
                                "net": net}}))


@pytest.mark.parametrize("net,told", [
    ([":443"], "EACCES"), ([":4433"], "EACCES"), ([":443", ":53"], "open"),
    (True, "open")])
def test_udp_is_closed_unless_the_list_has_port_53(tmp_path, net, told):
    settings(tmp_path, net)
    write(tmp_path, "f.sh", TRIES)
    done = subprocess.run([BIN / "bootstrap", "--once", "f.sh"], input="1",
                          capture_output=True, text=True,
                          env=clean_env(LAMBDA_TASK_ROOT=tmp_path))
    assert json.loads(done.stdout)[:3] == [told] * 3, done
    assert told == "open" or set(json.loads(done.stdout)) == {told}
    warned = "port 53 grants UDP to every port" in done.stderr
    assert warned is (net == [":443", ":53"]), done


@pytest.mark.parametrize("engine", LOOKUPS)
@pytest.mark.parametrize("with_udp", [False, True])
def test_names_are_looked_up(tmp_path, engine, with_udp):
    interpreter = shutil.which(engine)
    if not interpreter:
        pytest.skip(f"no {engine}")
    file, source, handler = LOOKUPS[engine]
    host = "some.example" if engine == "deno" else ""
    settings(tmp_path / "f", [f"{host}:443"] + [f"{host}:53"] * with_udp,
             interpreter=interpreter)
    (tmp_path / "f" / file).write_text(source)
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    (tmp_path / "server.py").write_text(SERVER)
    script = f"""
        ip link set lo up && mount --bind {tmp_path}/resolv.conf /etc/resolv.conf || exit 77
        coproc {sys.executable} {tmp_path}/server.py {tmp_path}/asked
        read -u ${{COPROC[0]}} line
        {BIN}/bootstrap --once {handler} <<<1
        status=$?
        kill $COPROC_PID
        exit $status"""
    done = subprocess.run(
        ["unshare", "--mount", "--net", "bash", "-c", script],
        capture_output=True, text=True,
        env=clean_env(LAMBDA_TASK_ROOT=tmp_path / "f", DAYFLY_TIMEOUT=20))
    if done.returncode == 77:
        pytest.skip("no network namespace can be set up here")
    assert json.loads(done.stdout or "0") == ["127.0.0.7"], done
    asked = set((tmp_path / "asked").read_text().split())
    assert asked == ({"udp"} if with_udp else {"tcp"}), asked
