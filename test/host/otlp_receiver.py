"""A collector of OpenTelemetry: takes POST /v1/traces in JSON, and reads it by
the protocol's own messages."""

import base64
import http.server
import json
import threading

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

IDS = ("traceId", "spanId", "parentSpanId")


def with_base64(value):
    """Ids are hexadecimal in OTLP, unlike other bytes of messages in JSON."""
    if isinstance(value, list):
        return [with_base64(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: base64.b64encode(bytes.fromhex(each)).decode()
            if key in IDS else with_base64(each)
            for key, each in value.items()}


def text_of(value):
    kind = value.WhichOneof("value")
    return getattr(value, kind)


class Receiver:
    """`status` is that of its answers."""

    def __init__(self, port=0):
        self.requests = []
        self.texts = []
        self.status = 200
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status == 200:
                    receiver.texts.append(body.decode())
                receiver.requests.append((self.path, dict(self.headers)))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port),
                                                      Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self):
        """Each as (resource, span), attributes as dictionaries."""
        found = []
        for text in list(self.texts):
            message = json_format.ParseDict(
                with_base64(json.loads(text)),
                trace_service_pb2.ExportTraceServiceRequest())
            for resource in message.resource_spans:
                about = {a.key: text_of(a.value)
                         for a in resource.resource.attributes}
                for scope in resource.scope_spans:
                    found += [(about, Span(span)) for span in scope.spans]
        return found

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Span:
    def __init__(self, span):
        self.name = span.name
        self.kind = span.kind
        self.trace = span.trace_id.hex()
        self.id = span.span_id.hex()
        self.parent = span.parent_span_id.hex()
        self.begin = span.start_time_unix_nano
        self.end = span.end_time_unix_nano
        self.attributes = {a.key: text_of(a.value) for a in span.attributes}
        self.status = (span.status.code, span.status.message)
