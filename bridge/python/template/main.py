"""A template: a process that has loaded the handler and makes copies of itself, one
for each event. Asked over the control socket, a SOCK_SEQPACKET:

  prepare                    answered by `ready` or `refused REASON`
  copy NUL FILTER, with the  answered by the pid, or by -ERRNO. FILTER: a seccomp
  copy's input, stdout and   program (struct sock_filter[]) that the copy applies.
  stderr                     A fourth descriptor: Landlock rules that it enters

A copy is made by clone(2) between CPython's own at-fork functions. With
CLONE_PARENT it is a child of the bootstrap, as a process that was started is.
Modules of the interpreter that are needed for this are loaded when `prepare` comes:
a process that nobody asks for copies does without them.
"""

import os
import select
import signal
import sys
import time

from .check import Held, reason_against
from .draws import Draws
from .kernel import PR_SET_PDEATHSIG, Kernel, set_dumpable

REQUEST_MAX = 65536
RIGHTS_MAX = 256
FAILED = 125  # the exit status of a copy that could not be completed
COPY = b"copy\0"
REQUEST_ID = "00000000-0000-0000-0000-000000000000"  # of a rehearsal
RUN_MAX_MS = 900_000
SAMPLE_EVENT = b'{"a": [1, "x"]}'


def all_signals():
    return getattr(signal, "valid_signals", lambda: range(1, 32))()


class Template:
    """This process, as long as it may be asked for copies."""

    def __init__(self, pipes, hello, serve, run_hooks):
        self.pipes, self.hello = pipes, hello
        self.serve_event, self.run_hooks = serve, run_hooks
        self.control = hello["template"]["control"]
        self.kernel = self.socket = self.held = self.signals = None
        self.bootstrap = os.getppid()
        self.is_hidden = False  # a copy that has no event yet
        os.set_inheritable(self.control, False)
        set_dumpable(0)
        self.draws, self.drawn = Draws(os.path.dirname(hello["file"])), None
        self.started = time.monotonic()

    def loaded(self, handler):
        """The module is loaded, and requests may come: what `ready` reports."""
        us = int((time.monotonic() - self.started) * 1e6)
        self.drawn = self.draws.end()
        self.warm_up()
        if handler and self.hello["template"].get("event"):
            self.rehearse(handler)
        self.pipes.wait = self.wait
        return f"{us} python/{sys.version_info[0]}.{sys.version_info[1]}"

    def warm_up(self):
        """Serves two events without the handler, and writes nothing."""
        pipes = self.pipes
        write, served = pipes.write, pipes.served
        pipes.write, pipes.served = (lambda fd, data: None), True
        for head in {"trace": "x", "context": {}}, {"context": {}}:
            self.serve_event(pipes, lambda event, context: event, self.hello, head,
                             SAMPLE_EVENT)
        pipes.write, pipes.served = write, served

    def rehearse(self, handler):
        """Calls the handler with the sample event of its author, and drops what it
        answers. What it logs is logged."""
        pipes, event = self.pipes, self.hello["template"]["event"]
        errors = []
        served, pipes.served = pipes.served, True
        pipes.answer = lambda kind, text: kind == "error" and errors.append(text)
        deadline = int(time.time() * 1000) + RUN_MAX_MS
        head = {"context": {"awsRequestId": REQUEST_ID, "deadlineMs": deadline}}
        self.serve_event(pipes, handler, self.hello, head, event.encode())
        del pipes.answer
        pipes.served, pipes.request_id = served, ""
        if errors:
            pipes.send_log("WARN dayfly: the handler failed when it rehearsed "
                           f"(DAYFLY_REHEARSE): {errors[0]}")

    def begin_copy(self, copy):
        """The first line that a copy reads."""
        self.pipes.nonce = copy["nonce"]
        numpy = sys.modules.get("numpy.random")
        if numpy:
            numpy.seed()
        if copy.get("thorough"):
            self.warm_up()

    def begin_event(self):
        """Its head has been read. Until then other events' processes of the same
        user cannot read or change the memory of a copy that waits."""
        if self.is_hidden:
            self.is_hidden = False
            self.kernel.prctl(PR_SET_DUMPABLE, 1)

    def wait(self):
        """Returns when the input can be read: in this process, or in a copy of it."""
        while self.control is not None:
            try:
                readable, _, _ = select.select([self.pipes.input, self.control], [],
                                               [])
            except OSError:  # the module has closed the control socket
                self.control = self.pipes.wait = None
                return
            if self.pipes.input in readable:
                self.end()
            elif self.socket:
                self.serve()
            elif os.read(self.control, REQUEST_MAX) == b"prepare":
                self.prepare()
            else:
                self.end()

    def serve(self):
        """Answers one request for a copy."""
        try:
            request, rights, _, _ = self.socket.recvmsg(REQUEST_MAX, RIGHTS_MAX)
        except OSError:  # the other end was closed before it read an answer
            request, rights = b"", []
        descriptors = [fd for _, _, data in rights
                       for fd in memoryview(data).cast("i")]
        if not request.startswith(COPY) or len(descriptors) not in (3, 4):
            for fd in descriptors:
                os.close(fd)
            self.end(b"refused unknown request" if request else b"")
            return
        pid = self.kernel.copy()
        if pid == 0:
            self.become_copy(descriptors, request[len(COPY):])
            return
        for fd in descriptors:
            os.close(fd)
        self.answer(b"%d" % pid)

    def answer(self, text):
        try:
            self.socket.send(text)
        except OSError:
            self.end()  # nobody asks any more

    def find_reason(self):
        try:
            self.run_hooks("before_snapshot")
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            self.kernel = Kernel()
            set_dumpable(1)  # else not every kernel lets us read our fdinfo
            self.held = Held(self.pipes, self.control)
            return reason_against(self.held)
        except Exception as error:  # pylint: disable=broad-except
            return f"{type(error).__name__}: {error}"
        finally:
            set_dumpable(0)

    def prepare(self):
        import gc  # pylint: disable=import-outside-toplevel
        import _socket  # pylint: disable=import-outside-toplevel
        reason = self.find_reason()
        self.socket = _socket.socket(fileno=self.control)
        if reason:
            self.end(b"refused " + reason.encode("utf-8", "replace"))
            return
        self.warn()
        gc.collect()
        gc.freeze()
        self.signals = signal.pthread_sigmask(signal.SIG_BLOCK, all_signals())
        self.answer(b"ready")

    def warn(self):
        if self.drawn:
            self.pipes.send_log("WARN dayfly: the module draws random numbers when it "
                                f"is loaded ({self.drawn}), and every event sees the "
                                "same ones; draw them in the handler, or in a function "
                                "that is registered with "
                                "snapshot_restore_py.register_after_restore")

    def end(self, answer=b""):
        """From now on this is an ordinary process."""
        try:
            if answer:
                self.socket.send(answer)
        except OSError:
            pass  # nobody asks any more
        if self.socket:
            self.socket.close()
        else:
            os.close(self.control)
        set_dumpable(1)
        self.finish()

    def finish(self):
        if self.signals is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, self.signals)
        self.control = self.pipes.wait = None

    def become_copy(self, descriptors, steps):
        os.setsid()
        self.kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self.bootstrap:
            os._exit(FAILED)
        self.socket.close()
        self.pipes.become(descriptors[:3])
        self.held.open_again()
        self.is_hidden = True
        for rules in descriptors[3:]:
            if not self.kernel.enter(rules):
                os._exit(FAILED)
            os.close(rules)
        self.finish()
        if steps and not self.kernel.apply_filter(steps):
            os._exit(FAILED)
