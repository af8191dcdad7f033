"""A template and its copies, from the bootstrap's side.

    with Template("node", folder) as template:
        template.prepare()
        with template.copy() as copy:
            assert copy.call({"name": "you"}) == {"message": "Hello, you!"}
"""

import json
import os
import secrets
import select

from bridge import Bridge, Frames
from control import LIBRARY, Control

ENGINES = ("node", "deno", "bun")


class Template(Control, Bridge):
    def __init__(self, name, folder, handler="index.handler", **more):
        assert LIBRARY.exists(), f"no {LIBRARY}"
        number = self.open_control()
        library = more.pop("library", str(LIBRARY))
        env = {"LD_PRELOAD": str(LIBRARY), "DAYFLY_TEMPLATE": str(number)}
        if name == "python":
            env = {}  # copies itself
        if name == "deno":
            env["DENO_DIR"] = "/dev/null/none"  # else its cache is shared memory
        hello = {"template": {"control": number, "library": library}}
        with open(number, "rb", 0):
            super().__init__(
                name, folder, handler, pass_fds=(number,),
                hello={**hello, **more.pop("hello", {})},
                env={**env, **more.pop("env", {})}, **more)

    def ready(self):
        """The payload."""
        kind, payload = self.frame()
        assert kind == "ready", self.told()
        return payload.decode()

    def copy(self, **members):
        """`members`: of the line that the copy gets, besides nonce and seed."""
        return Copy(self, members)

    def __exit__(self, *_):
        self.control.close()
        super().__exit__()


class CopiedProcess:
    """What Bridge uses of a subprocess.Popen."""

    def __init__(self, pid, stdin):
        self.pid = pid
        self.stdin = stdin
        self.status = None
        self.handle = os.pidfd_open(pid)

    def wait(self, seconds):
        if self.status is None:
            ended = select.select([self.handle], [], [], seconds)[0]
            assert ended, f"process {self.pid} does not end"
            status = os.waitpid(self.pid, 0)[1]
            self.status = os.waitstatus_to_exitcode(status)
            os.close(self.handle)
        return self.status


class Copy(Bridge):
    def __init__(self, template, members):
        self.name = template.name
        self.nonce = secrets.token_hex(16)
        self.out = Frames(self.nonce)
        self.err = self.out.log
        self.seen = 0
        self.their_stdout = None
        (given, feed), (told, output) = (os.pipe() for _ in range(2))
        pid = template.ask_copy([given, output, output])
        for descriptor in (given, output):
            os.close(descriptor)
        self.process = CopiedProcess(pid, open(feed, "wb", 0))
        self.attach(open(told, "rb", 0))
        line = {"nonce": self.nonce, "seed": secrets.token_hex(16), **members}
        self.write(json.dumps({"copy": line}).encode() + b"\n")
