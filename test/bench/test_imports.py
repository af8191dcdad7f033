"""Packages that take long to load, imported by functions whose processes are
copies: each event has a process of its own, and the packages work in it."""

import http.server
import json
import os
import re
import shutil
import threading

import pytest
import runtimes
from parts import PYTHON, Host, interpreter, wait_for, write
from templates import own_lines, template

EVENTS = 5
TIMEOUT = 30
# The function's `work`, the folder in build/bench/real it imports from, and what
# it returns for the event {"n": N, "port": PORT}.
PYTHON_CASES = {
    # The product is done by BLAS, in threads that a copy starts anew.
    "numpy": ("pandas", """
import numpy
table = numpy.arange(160000, dtype=float).reshape(400, 400) % 7
before = float((table @ table).sum())
def work(event):
    return [float((table @ table).sum()) == before,
            float(numpy.linalg.inv(numpy.eye(300) * 2).trace())]
""", lambda n: [True, 150.0]),
    "pandas": ("pandas", """
import io, pandas
table = pandas.read_csv(io.StringIO("kind,size\\na,1\\nb,2\\na,3\\n"))
def work(event):
    sums = (table.assign(size=table["size"] * event.get("n", 0))
            .groupby("kind")["size"].sum())
    days = pandas.date_range("2026-02-27", periods=3, tz="Europe/Berlin")
    return [sums.to_dict(), days[-1].isoformat()]
""", lambda n: [{"a": 4 * n, "b": 2 * n}, "2026-03-01T00:00:00+01:00"]),
    "boto3": ("powertools", """
import boto3
client = boto3.client("dynamodb", region_name="us-east-1",
                      endpoint_url=f"http://127.0.0.1:{os.environ['PEER']}",
                      aws_access_key_id="none", aws_secret_access_key="none")
def work(event):
    return client.list_tables()["TableNames"]
""", lambda n: ["one"]),
    "pydantic": ("pydantic", """
import datetime, pydantic
class Order(pydantic.BaseModel):
    n: int
    at: datetime.date = datetime.date(2026, 1, 2)
    tags: list[str] = pydantic.Field(max_length=2)
def work(event):
    try:
        Order.model_validate_json('{"n": "x", "tags": []}')
    except pydantic.ValidationError as error:
        wrong = error.error_count()
    return [wrong, Order(n=str(event.get("n", 0)), tags=["a"]).model_dump_json()]
""", lambda n: [1, f'{{"n":{n},"at":"2026-01-02","tags":["a"]}}']),
    "powertools": ("powertools", """
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
logger, metrics = Logger(service="test"), Metrics(namespace="test", service="test")
app = APIGatewayHttpResolver()
@app.post("/echo/<name>")
def echo(name):
    logger.info("called")
    metrics.add_metric(name="Calls", unit="Count", value=1)
    return {name: app.current_event.json_body}
def work(event):
    answer = app.resolve({
        "version": "2.0", "rawPath": "/echo/x", "headers": {},
        "requestContext": {"http": {"method": "POST", "path": "/echo/x"},
                           "stage": "$default"}, "body": str(event.get("n", 0))}, None)
    return answer["body"]
""", lambda n: f'{{"x":{n}}}'),
}
NODE_CASES = {
    "express": ("express", """
export { handler as work } from "./real_express.mjs";
""", lambda n: {"n": n}),
    "sqs": ("native", """
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
const client = new SQSClient({ region: "us-east-1",
    endpoint: `http://127.0.0.1:${process.env.PEER}`,
    credentials: { accessKeyId: "none", secretAccessKey: "none" } });
export const work = async () =>
    (await client.send(new ListQueuesCommand({}))).QueueUrls;
""", lambda n: ["two"]),
    "sharp": ("native", """
import sharp from "sharp";
const drawn = await sharp({ create: { width: 64, height: 64, channels: 3,
    background: "red" } }).png().toBuffer();
export const work = async ({ n = 0 }) => {
    const { data, info } = await sharp(drawn).resize(n + 10).raw()
        .toBuffer({ resolveWithObject: true });
    return [info.width, info.height, ...data.subarray(0, 3)];
};
""", lambda n: [n + 10, n + 10, 255, 0, 0]),
}
AROUND_PYTHON = """
import os
{code}
count = 0
def handler(event, context):
    global count
    count += 1
    return [os.getpid(), count, work(event)]
"""
AROUND_NODE = """
import { work } from "./work.mjs";
let count = 0;
export const handler = async (event) =>
    [process.pid, ++count, await work(event)];
"""


class Peer(http.server.BaseHTTPRequestHandler):
    """What both clients of AWS take for an answer."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"TableNames": ["one"], "QueueUrls": ["two"]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def peer():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def serve(tmp_path, peer):
    """serve(packages, path of the interpreter): the function in tmp_path, beside
    these packages."""
    running = []

    def start(packages, path):
        runtimes.link_all(runtimes.OUT / "real" / packages, tmp_path)
        running.append(Host(
            tmp_path, "app.handler", timeout=TIMEOUT, PEER=peer, DAYFLY_BILL="1",
            DAYFLY_SPARE="fork", DAYFLY_INTERPRETER=path))
        return running[0]

    yield start
    for server in running:
        server.stop()


def serve_python(serve, folder, packages, code):
    write(folder, "app.py", AROUND_PYTHON.format(code=code), 0o644)
    # Of the version for which the packages are.
    return serve(packages, os.path.realpath(PYTHON))


def serve_node(serve, folder, packages, code):
    write(folder, "app.mjs", AROUND_NODE, 0o644)
    write(folder, "work.mjs", code, 0o644)
    return serve(packages, interpreter("node"))


def bills(log):
    """Of each event whether its process was started or copied."""
    found = [json.loads(text) for text in
             re.findall(r'\{"dayfly":"bill".*?\}(?=\s|$)', log)]
    assert {bill["outcome"] for bill in found} <= {"result"}, found
    return ["copied" if bill.get("copied") else "started" for bill in found]


def results(server):
    """Of one process for each event."""
    answers = [server.invoke(json.dumps({"n": n}).encode()).json
               for n in range(EVENTS)]
    pids, counts, found = zip(*answers)
    assert len({*pids}) == EVENTS and {*counts} == {1}
    return list(found)


def assert_copied(server, right):
    pid = template(server)
    assert results(server) == [right(n) for n in range(EVENTS)]
    assert template(server) == pid
    wait_for(lambda: bills(server.log).count("copied") >= EVENTS, what="the bills")
    assert bills(server.log) == sorted(bills(server.log), reverse=True)
    assert "WARN" not in "".join(own_lines(server.log))


@pytest.mark.parametrize("name", PYTHON_CASES)
def test_packages_of_python_work_in_copies(serve, tmp_path, name):
    packages, code, right = PYTHON_CASES[name]
    assert_copied(serve_python(serve, tmp_path, packages, code), right)


@pytest.mark.parametrize("name", NODE_CASES)
def test_packages_of_node_work_in_copies(serve, tmp_path, name):
    packages, code, right = NODE_CASES[name]
    if name == "express":
        shutil.copy(runtimes.FUNCTIONS / "real_express.mjs", tmp_path)
    assert_copied(serve_node(serve, tmp_path, packages, code), right)


def test_no_two_copies_draw_the_same_from_numpy(serve, tmp_path):
    server = serve_python(serve, tmp_path, "pandas", """
import numpy.random
def work(event):
    return [numpy.random.random(), float(numpy.random.default_rng().random()),
            numpy.random.permutation(1000)[:8].tolist()]
""")
    template(server)
    for drawn in zip(*results(server)):
        assert len({str(one) for one in drawn}) == EVENTS, drawn
