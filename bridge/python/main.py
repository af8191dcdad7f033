"""dayfly's bridge for Python: the program between the bootstrap and a handler of
AWS's form, `def lambda_handler(event, context)`. The modules of this folder are
joined into runtime.py, because each import would cost 0.25 ms. Runs in Python 3.7
and later, with nothing but its standard library.

  3       the input: at startup one line of JSON, the hello; then for each event one
          line of JSON, the head, and exactly head["length"] bytes, the event
  1, 2    one pipe: frames, RS nonce SP kind SP length LF payload, and what anybody
          prints. The payload of `log` is LEVEL SP text, or =LEVEL SP text if
          nothing is to be put before the text

stdin is empty. What the handler prints, and what programs that it starts write, is
log.
"""

import os
import sys

from .errors import error_body
from .event import LambdaContext, parse_event
from .handler import load
from .log import is_json, set_up_logging
from .permission_hint import log_permission_hint
from .pipes import Pipes
from .restore_hooks import provide_hooks, run_hooks
from .result import serialize_result


def set_trace(trace):
    os.environ.pop("_X_AMZN_TRACE_ID", None)
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace


def load_part(name):
    """Another file of the bridge. Only those pay for it that need it."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    part = {"__name__": "dayfly_part", "__file__": path}
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), part)  # pylint: disable=exec-used
    return part


def make_template(pipes, hello):
    """None: this process will not be asked for copies of itself."""
    if "template" not in hello:
        return None
    part = load_part("template.py")
    return part["Template"](pipes, hello, serve, run_hooks)


def serve(pipes, handler, hello, head, data):
    set_trace(head.get("trace"))
    call = head.get("context") or {}
    pipes.request_id = call.get("awsRequestId") or ""
    pipes.tenant_id = call.get("tenantId")
    try:
        context = LambdaContext(hello.get("context") or {}, call)
        if not pipes.served:
            pipes.served = True
            run_hooks("after_restore")
        result = handler(parse_event(data), context)
        kind, text = "result", serialize_result(result)
    except Exception as error:  # pylint: disable=broad-except
        log_permission_hint(pipes, hello, error)
        kind, text = "error", error_body(error, call.get("awsRequestId"), is_json(hello))
    pipes.answer(kind, text)


def load_or_exit(pipes, hello, kind):
    try:
        return load(hello)
    except Exception as error:  # pylint: disable=broad-except
        log_permission_hint(pipes, hello, error)
        pipes.answer(kind, error_body(error, is_json=is_json(hello)))
        os._exit(1)


def main():
    pipes = Pipes()
    hello = pipes.read_line()
    if hello is None:
        return
    pipes.nonce = hello["nonce"]
    set_up_logging(pipes, hello)
    provide_hooks()
    template = make_template(pipes, hello)
    is_late = hello.get("preload") == "interpreter"
    handler = None if is_late else load_or_exit(pipes, hello, "init-error")
    pipes.answer("ready", template.loaded(handler) if template else "")
    while True:
        head = pipes.read_line()
        if template and head and "copy" in head:
            template.begin_copy(head["copy"])
            continue
        if template:
            template.begin_event()
        data = None if head is None else pipes.read_bytes(head["length"])
        if data is None:
            os._exit(0)
        handler = handler or load_or_exit(pipes, hello, "error")
        serve(pipes, handler, hello, head, data)


main()
