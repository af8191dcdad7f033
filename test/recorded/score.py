"""Plays the recordings and a user's life against `dayfly serve`, moto and
ministack, one after the other, and prints a table.

    score.py BUILD      the build folder; the peers are installed below it
"""

import collections
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import replay

PEERS = ["moto[server,awslambda]==5.2.5", "ministack==1.5.33"]
HERE = pathlib.Path(__file__).resolve().parent
HANDLER = "export const handler = async (event) => event;\n"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def installed(build):
    venv = build / "score"
    if not (venv / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "-q", *PEERS], check=True)
        (venv / "done").touch()
    return venv / "bin"


def answers(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def score(command, env, port):
    """{group: (as recorded, all)}, and the calls of the life that were good."""
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    try:
        while not answers(port):
            assert server.poll() is None, f"{command[0]} ended"
            time.sleep(0.2)
        url = f"http://127.0.0.1:{port}"
        groups = collections.defaultdict(lambda: [0, 0])
        for _, group, _, _, ok, _ in replay.play(url):
            for name in (group, "all"):
                groups[name][0] += ok
                groups[name][1] += 1
        life = subprocess.run([sys.executable, HERE / "life.py", url],
                              capture_output=True, text=True, check=True)
        groups["a user's life"] = [
            int(n) for n in life.stdout.splitlines()[-1].split(" ok of ")]
        return groups
    finally:
        server.terminate()
        server.wait()


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    peers = installed(build)
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        functions = pathlib.Path(scratch) / "functions"
        for name in ("hello", "dead"):
            (functions / name).mkdir(parents=True)
            (functions / name / "index.mjs").write_text(HANDLER)
        env = {"PATH": f"{build}/bin:/usr/local/bin:/usr/bin:/bin",
               "HOME": scratch}
        for name, command in (
                ("dayfly", lambda p: [
                    build / "dayfly", "serve", functions, "--data",
                    f"{scratch}/data", "--listen", f"127.0.0.1:{p}"]),
                ("moto", lambda p: [
                    peers / "moto_server", "-H", "127.0.0.1", "-p", str(p)]),
                ("ministack", lambda p: [peers / "ministack"])):
            port = free_port()
            results[name] = score(
                command(port), {**env, "GATEWAY_PORT": str(port),
                                "EDGE_PORT": str(port)}, port)
    rows = sorted({row for groups in results.values() for row in groups})
    print(f"| | {' | '.join(results)} |")
    print(f"|---|{'---|' * len(results)}")
    for row in [r for r in rows if r != "all"] + ["all"]:
        cells = [f"{groups[row][0]} of {groups[row][1]}"
                 for groups in results.values()]
        print(f"| {row} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
