"""picture.py OUT: runs a session with dayfly in two terminals and draws what they
show, as SVG for light and dark pages: all of the user's, of the server's no log of the
functions. Folder and port are shown as a user would have them."""

import fcntl
import html
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = (ROOT / os.environ.get("BUILD", "build")).resolve()
COPIED = ["counter", "hello-py", "stream-sh"]
SERVE = "dayfly serve ."
# A command, and what the page says of it.
SESSION = [
    ("dayfly init greet --runtime node", ""),
    ("dayfly invoke greet -d '{\"name\": \"you\"}'", ""),
    ("sed -i s/Hello/Bonjour/ greet/index.mjs", "no restart"),
    ("dayfly invoke greet -d '{\"name\": \"you\"}'", ""),
    ("dayfly invoke counter -d 0", "a fresh process for every event:"),
    ("dayfly invoke counter -d 0", "the count is 1 again"),
    ("curl -N http://127.0.0.1:9000/lambda-url/stream-sh/",
     "a function URL, streamed"),
    ("dayfly invoke hello-py -d '{}'", "an event the handler cannot use"),
]
# Of the server's lines: where it serves, what it says of a change and of a call.
SHOWN = re.compile(r".*(\$ |serves \d+ functions|code has changed)|\x1b\[2m\d+:")
COLUMNS, ROWS = 108, 60
SGR = re.compile(r"\x1b\[([\d;]*)m")
CLASSES = {"1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow"}
STYLE = """
text{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;
white-space:pre;fill:#24292f}
.bold{font-weight:bold}.dim,.note{fill:#6e7781}.red{fill:#b3261e}.green{fill:#1a7f37}
.yellow{fill:#8a6100}.page{fill:#f6f8fa;stroke:#d0d7de}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.dim,.note{fill:#8b949e}
.red{fill:#ff7b72}.green{fill:#3fb950}.yellow{fill:#d29922}
.page{fill:#161b22;stroke:#30363d}}
"""
WIDTH, LINE, PAD, GAP = 8.43, 19, 16, 12


class Terminal:
    """What is written to a terminal, and a process that has it."""

    def __init__(self, home, environment):
        self.home, self.environment = home, environment
        self.text = b""
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ,
                    struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while more := os.read(self.ours, 4096):
            self.text += more

    def start(self, command):
        return subprocess.Popen(
            ["sh", "-c", f"exec {command}"], cwd=self.home,
            env=self.environment, stdin=self.theirs, stdout=self.theirs, stderr=self.theirs, start_new_session=True)

    def settle(self):
        """Until nothing has come for a moment."""
        before = None
        while before != self.text:
            before = self.text
            time.sleep(0.3)

    def put(self, text):
        self.text += text.encode()


def prompt(command, note=""):
    gap = " " * max(2, 56 - len(command))
    return f"\x1b[1m$ {command}\x1b[0m" + (
        f"{gap}\x1b[2m# {note}\x1b[0m" if note else "") + "\n"


def record(home):
    """(what a user's terminal shows, what the server's does)."""
    environment = {"PATH": f"{BUILD}:{BUILD}/bin:/usr/local/bin:/usr/bin:/bin",
                   "HOME": str(home), "TERM": "xterm-256color"}
    for name in COPIED:
        shutil.copytree(ROOT / "examples" / name, home / name)
    serving, calling = (Terminal(home, environment) for _ in range(2))
    serving.put(prompt(SERVE))
    server = None
    try:
        for command, note in SESSION:
            calling.put(prompt(command, note))
            real = command
            if server:
                real = re.sub(r"127\.0\.0\.1:9000", address, command)
            calling.start(real).wait(60)
            calling.settle()
            if not server:
                server = serving.start(f"{SERVE} --listen 127.0.0.1:0")
                while b"Or by its URL" not in serving.text:
                    assert server.poll() is None, serving.text
                    time.sleep(0.1)
                serving.settle()
                address = re.search(r"127\.0\.0\.1:\d+", serving.text.decode())[0]
                environment["DAYFLY_ENDPOINT"] = f"http://{address}"
            else:
                serving.settle()
    finally:
        if server:
            server.terminate()
            server.wait(20)
    called, served = (plain(one.text.decode(), home, address)
                      for one in (calling, serving))
    return called, "\n".join(filter(SHOWN.match, served.split("\n")))


def plain(text, home, address):
    text = text.replace(f"{home}/", "").replace(str(home), ".")
    text = text.replace(address, "127.0.0.1:9000").replace(f"{BUILD}/", "")
    return text.replace("\r", "").expandtabs(8)


def lines_of(text):
    """[[(class, words)]], as wide as the terminal."""
    found, kind = [], ""
    for line in text.rstrip("\n").split("\n"):
        spans, room = [], COLUMNS
        pieces = SGR.split(line)
        for at, piece in enumerate(pieces):
            if at % 2:
                kind = CLASSES.get(piece, "")
                continue
            while piece:
                if not room:
                    found.append(spans)
                    spans, room = [], COLUMNS
                spans.append((kind, piece[:room]))
                piece, room = piece[room:], room - len(piece[:room])
        found.append(spans)
    return found


def window(lines, top):
    """(SVG of a terminal that begins at top, its height)."""
    height = len(lines) * LINE + 2 * PAD - 5
    drawn = [f'<rect class="page" x="1" y="{top}" width="{width() - 2:.0f}" '
             f'height="{height}" rx="8"/>']
    for number, spans in enumerate(lines):
        words = "".join(
            f'<tspan class="{kind}">{html.escape(text)}</tspan>' if kind
            else html.escape(text) for kind, text in spans)
        drawn.append(f'<text x="{PAD}" y="{top + PAD + 10 + number * LINE}">'
                     f"{words}</text>")
    return "\n".join(drawn), height


def width():
    return COLUMNS * WIDTH + 2 * PAD


def draw(texts):
    drawn, top = [], 1
    for text in texts:
        body, height = window(lines_of(text), top)
        drawn.append(body)
        top += height + GAP
    size = f'width="{width():.0f}" height="{top - GAP + 1}"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" '
            f'viewBox="0 0 {width():.0f} {top - GAP + 1}">\n'
            "<title>A session with dayfly: a user's terminal, and the server's"
            f"</title>\n<style>{STYLE}</style>\n" + "\n".join(drawn) + "\n</svg>\n")


def main(out):
    with tempfile.TemporaryDirectory(prefix="dayfly-picture-") as home:
        pathlib.Path(out).write_text(draw(record(pathlib.Path(home))))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: picture.py OUT")
    main(sys.argv[1])
