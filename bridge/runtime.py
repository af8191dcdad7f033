"""dayfly's bridge for Python: what stands between the bootstrap and a handler
of AWS's form, `def lambda_handler(event, context)`. Runs as it is under
Python 3.7 and later, with nothing but its standard library.

  stdin   at birth one line of JSON, the hello; then per event one line of
          JSON, the head, and exactly head["length"] bytes, the event
  stdout  frames: RS nonce SP kind SP length LF payload
  stderr  the same frames of kind `log`, payload: LEVEL SP text

What a handler's author should know:
  - stdin is empty: the pipes of the protocol are moved away before the
    handler's module is loaded, so that nothing a handler or a program it
    starts reads or closes can touch them
  - `print` and what programs write is log; so is `logging`, with its level
  - an event of 0 bytes is {}, as on AWS
"""

import importlib
import json
import logging
import os
import select
import sys
import time
import traceback
import types

FRAME_MOST = 4096  # PIPE_BUF: a write of this size is never torn
PIECE_MOST = FRAME_MOST - 51  # 51: the longest head
CAUSES_MOST = 8
FRAMES_TOLD_MOST = 40  # of a stack, for X-Ray
LEVELS = ((50, "FATAL"), (40, "ERROR"), (30, "WARN"), (20, "INFO"), (10, "DEBUG"))


class Fault(Exception):
    """The bridge's own: answered as it is."""

    def __init__(self, kind, message, stack=()):
        super().__init__(message)
        self.kind = kind
        self.stack = list(stack)


# ---- Pipes


class Pipes:
    """The three of the protocol, out of the handler's reach."""

    def __init__(self):
        self.into, self.out, self.log = os.dup(0), os.dup(1), os.dup(2)
        self.held = b""
        self.nonce = ""
        self.owner = os.getpid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def more(self):
        """Reads on. False at the end; another holder may not want to wait."""
        while True:
            try:
                got = os.read(self.into, 1 << 20)
            except BlockingIOError:
                select.select([self.into], [], [])
                continue
            self.held += got
            return bool(got)

    def line(self):
        while b"\n" not in self.held:
            if not self.more():
                return None
        line, _, self.held = self.held.partition(b"\n")
        return json.loads(line)

    def bytes(self, size):
        while len(self.held) < size:
            if not self.more():
                return None
        taken, self.held = self.held[:size], self.held[size:]
        return taken

    def write(self, fd, data):
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(fd, view):]
            except BlockingIOError:
                select.select([], [fd], [])

    def send(self, fd, kind, text):
        """One write, one frame; what does not fit goes in parts before it."""
        payload = text.encode("utf-8", "replace")
        at = 0
        while True:
            piece = payload[at:at + PIECE_MOST]
            at += len(piece)
            name = kind if at >= len(payload) else "part"
            head = f"\x1e{self.nonce} {name} {len(piece)}\n".encode()
            self.write(fd, head + piece)
            if name == kind:
                return

    def answer(self, kind, text):
        """A fork of the handler that comes back here has nothing to answer."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                pass  # closed or replaced by the handler, or nobody reads it
        if os.getpid() != self.owner:
            os._exit(0)
        self.send(self.out, kind, text)


# ---- Log


class FrameHandler(logging.Handler):
    """Each record a frame, so that its level and its lines stay together."""

    def __init__(self, pipes):
        super().__init__()
        self.pipes = pipes

    def emit(self, record):
        try:
            level = next((name for least, name in LEVELS
                          if record.levelno >= least), "TRACE")
            text = self.format(record)
            self.pipes.send(self.pipes.log, "log", f"{level} {text}")
        except OSError:
            pass  # nobody reads the log: no reason to fail the handler
        except Exception:  # pylint: disable=broad-except
            self.handleError(record)


def set_up_logging(pipes, hello):
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    root.addHandler(FrameHandler(pipes))
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = {"TRACE": "DEBUG", "WARN": "WARNING", "FATAL": "CRITICAL"}.get(
        level, level)
    if hello.get("logFormat") == "json" and level:
        try:
            root.setLevel(level)
        except ValueError:
            pass  # the platform's; an unknown one means the plainest form


# ---- Errors


def places_of(error):
    """The stack without the bridge's own frames."""
    places = traceback.extract_tb(error.__traceback__)
    own = [at for at, place in enumerate(places)
           if place.filename == __file__ or "importlib" in place.filename]
    inside = [at for at in range(len(places)) if at not in own]
    return places[inside[0]:] if inside else []


def text_of(thing):
    try:
        return str(thing)
    except Exception:  # pylint: disable=broad-except
        return "an error that has no text form"


def body_of(error, request_id=None):
    """As AWS's client for Python writes it, and X-Ray's view of it."""
    if isinstance(error, Fault):
        kind, places, stack = error.kind, [], error.stack
    else:
        kind, places = type(error).__name__, places_of(error)
        stack = traceback.format_list(places)
    message = text_of(error)
    told = places[-FRAMES_TOLD_MOST:]
    body = {"errorMessage": message, "errorType": kind,
            "requestId": request_id or "", "stackTrace": stack}
    if told:
        body["xray"] = {
            "working_directory": os.getcwd(),
            "exceptions": [{
                "type": kind, "message": message[:1024],
                "stack": [{"label": place.name[:256],
                           "path": place.filename[:256],
                           "line": place.lineno} for place in told]}],
            "paths": sorted({place.filename[:256] for place in told})}
    return json.dumps(body)


def refusal_of(error, held):
    """What dayfly.json may not grant, for people; None: it was no refusal.
    `held`: of each key that does not grant all, whether it grants anything."""
    if type(error).__name__ == "gaierror" and held.get("net") is False:
        keys, what = ["net"], None
    elif not isinstance(error, PermissionError):
        return None
    elif error.filename is None:
        keys, what = ["net"], None
    else:
        what = os.fsdecode(error.filename)
        at = traceback.extract_tb(error.__traceback__)[-1:]
        keys = ["run"] if at and at[0].name == "_execute_child" \
            else ["read", "write"]
    keys = [key for key in keys if key in held]
    if not keys:
        return None
    grant = json.dumps({keys[0]: [what] if what else True})
    more = f' (or "{keys[1]}")' if keys[1:] else "" if what else ", or a list,"
    return ("dayfly.json may not grant that; "
            f'"permissions": {grant}{more} would')


def tell_refusal(pipes, hello, error):
    try:
        for _ in range(CAUSES_MOST):
            text = refusal_of(error, hello.get("held", {}))
            if text:
                pipes.send(pipes.log, "log", f"WARN dayfly: {text}")
                return
            error = error.__cause__
    except Exception:  # pylint: disable=broad-except
        pass  # its members cannot be read, or nobody reads the log


# ---- The handler


def module_of(hello):
    """The module's name; its folder is put where Python looks first."""
    name = hello["handler"].rsplit(".", 1)[0]
    folder = os.getcwd()
    if name.startswith("/"):
        folder, name = os.path.split(hello["file"][:-len(".py")])
    own = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder] + [path for path in sys.path if path != own]
    return name.replace("/", ".")


def functions_of(module):
    """A misspelt name is found by those that are there."""
    names = [name for name, thing in vars(module).items()
             if callable(thing) and
             getattr(thing, "__module__", None) == module.__name__]
    return "it defines " + (", ".join(names[:10])[:256] or "no function")


def load(hello):
    name, export = module_of(hello), hello["export"]
    if name in sys.modules:
        raise Fault("Runtime.ImportModuleError",
                    f"Unable to import module '{name}': Python has one of that "
                    f"name; rename {hello['file']}")
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError",
                    f"Unable to import module '{name}': {error}",
                    traceback.format_list(places_of(error))) from error
    except SyntaxError as error:
        raise Fault("Runtime.UserCodeSyntaxError",
                    f"Syntax error in module '{name}': {error}",
                    [f'  File "{error.filename}" Line {error.lineno}\n'
                     f"    {error.text}"]) from error
    found = getattr(module, export, None)
    if found is None:
        raise Fault("Runtime.HandlerNotFound",
                    f"Handler '{export}' missing on module '{name}'; "
                    + functions_of(module))
    if not callable(found):
        raise Fault("Runtime.HandlerNotFound",
                    f"Handler '{export}' of module '{name}' is no function")
    return found


class Members:
    """An object of named members, each None when nothing was said."""

    def __init__(self, names, said):
        for name in names.split():
            setattr(self, name, said.get(name))

    def __repr__(self):
        told = ",".join(f"{k}={v}" for k, v in vars(self).items()
                        if not k.startswith("_"))
        return f"{type(self).__name__}([{told}])"


class CognitoIdentity(Members):
    """context.identity"""


class Client(Members):
    """context.client_context.client"""


class ClientContext(Members):
    """context.client_context"""

    def __init__(self, said):
        super().__init__("custom env client", said)
        if self.client is not None:
            self.client = Client(
                "installation_id app_title app_version_name app_version_code "
                "app_package_name", self.client)


class LambdaContext(Members):
    """What AWS's client for Python gives as `context`."""

    def __init__(self, fixed, call):
        super().__init__("", {})
        self.aws_request_id = call.get("awsRequestId")
        self.log_group_name = fixed.get("logGroupName")
        self.log_stream_name = fixed.get("logStreamName")
        self.function_name = fixed.get("functionName")
        self.memory_limit_in_mb = fixed.get("memoryLimitInMB")
        self.function_version = fixed.get("functionVersion")
        self.invoked_function_arn = call.get("invokedFunctionArn")
        self.tenant_id = call.get("tenantId")
        client = parsed(call.get("clientContext"), "Client Context")
        self.client_context = ClientContext(client) if client else None
        who = parsed(call.get("identity"), "Cognito Identity") or {}
        self.identity = CognitoIdentity(
            "cognito_identity_id cognito_identity_pool_id",
            {"cognito_identity_id": who.get("cognitoIdentityId"),
             "cognito_identity_pool_id": who.get("cognitoIdentityPoolId")})
        self._deadline_ms = call.get("deadlineMs", 0)

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, msg):
        sys.stdout.write(str(msg))


def parsed(text, what):
    """An object, or None where nothing was said."""
    try:
        said = json.loads(text) if text else None
    except ValueError as error:
        raise Fault("Runtime.LambdaContextUnmarshalError",
                    f"Unable to parse {what} JSON: {error}") from error
    if said is not None and not isinstance(said, dict):
        raise Fault("Runtime.LambdaContextUnmarshalError",
                    f"Unable to parse {what} JSON: it is no object")
    return said


def event_of(data):
    try:
        return json.loads(data) if data else {}
    except (ValueError, RecursionError) as error:
        raise Fault("Runtime.UnmarshalError",
                    f"Unable to unmarshal input: {error}") from error


def decimal_or_fault(thing):
    if type(thing).__name__ == "Decimal":
        return float(thing)
    raise TypeError(f"Object of type {type(thing).__name__} is not JSON "
                    "serializable")


def json_of(result):
    if isinstance(result, types.CoroutineType):
        result.close()
        raise Fault("Runtime.MarshalError",
                    "Unable to marshal response: the handler is `async def`; "
                    "make it `def`, and let asyncio.run() call what is async")
    try:
        text = json.dumps(result, ensure_ascii=False, allow_nan=False,
                          default=decimal_or_fault)
        text.encode()
        return text
    except Exception as error:
        raise Fault("Runtime.MarshalError",
                    f"Unable to marshal response: {error}") from error


# ---- A process's life


def serve(pipes, handler, hello, head, data):
    trace, call = head.get("trace"), head.get("context") or {}
    os.environ.pop("_X_AMZN_TRACE_ID", None)
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    try:
        context = LambdaContext(hello.get("context") or {}, call)
        kind, text = "result", json_of(handler(event_of(data), context))
    except Exception as error:  # pylint: disable=broad-except
        tell_refusal(pipes, hello, error)
        kind, text = "error", body_of(error, call.get("awsRequestId"))
    pipes.answer(kind, text)


def load_or_end(pipes, hello, kind):
    try:
        return load(hello)
    except Exception as error:  # pylint: disable=broad-except
        tell_refusal(pipes, hello, error)
        pipes.answer(kind, body_of(error))
        os._exit(1)


def main():
    pipes = Pipes()
    hello = pipes.line()
    if hello is None:
        return
    pipes.nonce = hello["nonce"]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    set_up_logging(pipes, hello)
    late = hello.get("preload") == "interpreter"
    handler = None if late else load_or_end(pipes, hello, "init-error")
    pipes.answer("ready", "")
    while True:
        head = pipes.line()
        data = None if head is None else pipes.bytes(head["length"])
        if data is None:
            os._exit(0)
        handler = handler or load_or_end(pipes, hello, "error")
        serve(pipes, handler, hello, head, data)


main()
