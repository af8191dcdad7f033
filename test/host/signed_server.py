"""A server that stands where AWS does: it answers what a test gives it, and checks
the signature of each request by botocore."""

import http.server
import json
import threading

import botocore.auth
import botocore.awsrequest
import botocore.credentials

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s/ecret+"}
# Of the shell that runs the tests, or another profile would be found.
NO_FILES = {"AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE":
            "/nowhere", "AWS_PROFILE": "", "AWS_SESSION_TOKEN": ""}


class Frozen(botocore.auth.SigV4Auth):
    """Signs as of the time that the request has."""

    def _modify_request_before_signing(self, request):
        pass


def is_signed(handler, body, service, secret):
    """As AWS checks it: the headers that are named, as they arrived."""
    told = handler.headers.get("Authorization", "")
    if not told.startswith("AWS4-HMAC-SHA256 Credential="):
        return False
    parts = dict(one.strip().split("=", 1) for one in
                 told.removeprefix("AWS4-HMAC-SHA256 ").split(","))
    key, _, region, named, _ = parts["Credential"].split("/")
    keys = botocore.credentials.Credentials(key, secret)
    auth = Frozen(keys, service, region)
    names = parts["SignedHeaders"].split(";")
    assert "host" in names and "x-amz-date" in names
    request = botocore.awsrequest.AWSRequest(
        handler.command, f"http://{handler.headers['Host']}{handler.path}",
        {name: handler.headers[name] for name in names if name != "host"}, body)
    request.context["timestamp"] = handler.headers["X-Amz-Date"]
    canonical = auth.canonical_request(request)
    signature = auth.signature(auth.string_to_sign(request, canonical), request)
    return named == service and signature == parts["Signature"]


class SignedServer:
    """answers: {(method, path): (status, document)}, the path with its query or, for
    all others, without one."""

    def __init__(self, answers, service="lambda",
                 secret=KEYS["AWS_SECRET_ACCESS_KEY"]):
        self.seen = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def serve(self):
                size = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(size)
                good = is_signed(self, body, service, secret)
                outer.seen.append((self.command, self.path, body, good,
                                   dict(self.headers)))
                status, told = answers.get(
                    (self.command, self.path)) or answers.get(
                    (self.command, self.path.split("?")[0]),
                    (404, {"Message": "there is no such thing"}))
                out = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            do_GET = do_POST = do_PUT = do_DELETE = serve

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
