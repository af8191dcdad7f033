"""Callers at work while what they call is switched: each answer must be of one
version, and of one that was the current one during the call."""

import http.client
import json
import threading

CALLERS = 50

# Each file says the version; two are read only during the call.
NODE = {
    "index.mjs": """import { readFileSync } from "node:fs";
import { part } from "./part.mjs";
const whole = %(number)d;
export const handler = async () => {
  const { late } = await import("./late.mjs");
  const data = readFileSync(new URL("data.txt", import.meta.url), "utf8");
  return [whole, part, late, Number(data), Number(process.env.SAYS ?? whole)];
};
""",
    "part.mjs": "export const part = %(number)d;\n",
    "late.mjs": "export const late = %(number)d;\n",
    "data.txt": "%(number)d",
}
PYTHON = {
    "lambda_function.py": """import os
from part import PART
WHOLE = %(number)d
def lambda_handler(event, context):
    from late import LATE
    with open(os.path.dirname(__file__) + "/data.txt") as data:
        return [WHOLE, PART, LATE, int(data.read()),
                int(os.environ.get("SAYS", WHOLE))]
""",
    "part.py": "PART = %(number)d\n",
    "late.py": "LATE = %(number)d\n",
    "data.txt": "%(number)d",
}
FILES = {"node": NODE, "deno": NODE, "bun": NODE, "python": PYTHON}
MAIN = {"node": "index.mjs", "deno": "index.mjs", "bun": "index.mjs",
        "python": "lambda_function.py"}
# The text is wrong, it throws, a file of it is missing, there is no handler.
BROKEN = {
    "node": ("export const = 1;\n", "throw new Error('at work');\n",
             "import './missing.mjs';\n", "export const other = 1;\n"),
    "python": ("def lambda_handler(:\n", "raise Exception('at work')\n",
               "import missing_module\n", "other = 1\n"),
}
BROKEN["deno"] = BROKEN["bun"] = BROKEN["node"]


def files_of(engine, number, broken):
    """The files of a version; every fourth of the broken ones is of a kind."""
    files = {name: text % {"number": number}
             for name, text in FILES[engine].items()}
    if broken:
        kinds = BROKEN[engine]
        files[MAIN[engine]] = kinds[number // len(kinds) % len(kinds)]
    return files


class Subject:
    """What is called by one path, and the versions that it has had."""

    def __init__(self, name, number, qualifier=None):
        self.path = f"/2015-03-31/functions/{name}/invocations" + (
            f"?Qualifier={qualifier}" if qualifier else "")
        self.numbers = [number]
        self.done = 0

    def begin(self, number):
        """It becomes this version at any moment from now on."""
        self.numbers.append(number)

    def end(self):
        """Each call that begins from now on gets it."""
        self.done = len(self.numbers) - 1


class Callers:
    """As long as the block; `wrong` has what must not be."""

    def __init__(self, port, subjects, count):
        self.port = port
        self.subjects = subjects
        self.calls = 0
        self.wrong = []
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(i,))
                        for i in range(count)]

    def call(self, to, subject):
        """None, or what is wrong."""
        first = subject.done
        to.request("POST", subject.path, "{}")
        answer = to.getresponse()
        body = answer.read()
        allowed = subject.numbers[first:]
        if answer.status != 200 or answer.getheader("X-Amz-Function-Error"):
            return (subject.path, answer.status, body[:300])
        said = json.loads(body)
        if len(set(said)) != 1 or said[0] not in allowed:
            return (subject.path, said, "allowed", allowed)
        return None

    def work(self, number):
        to = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.stop.is_set():
            subject = self.subjects[number % len(self.subjects)]
            number += 1
            try:
                wrong = self.call(to, subject)
            except (OSError, ValueError, http.client.HTTPException) as e:
                wrong = (subject.path, repr(e))
                to.close()
            with self.lock:
                self.calls += 1
                self.wrong += [wrong] if wrong else []
        to.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()
