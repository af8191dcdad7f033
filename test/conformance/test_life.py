"""The life of a function by unchanged clients, from a zip file to its deletion. The
host is killed after each step and started again on its store."""

import io
import json
import os
import zipfile

import pytest

from callers import CALL, Refused
from clients import BUILT, CALLERS, RUNTIMES
from functions import built, handler_of
from hosting import run, wait_for
from killed import KilledHost
from stored import ROLE, node, zip_of
from table import LACKS

QUEUE = "arn:aws:sqs:us-east-1:000000000000:done"
NODE = {"Runtime": "nodejs22.x", "Handler": "index.handler", "Role": ROLE}
LAYERED = {
    "index.mjs": 'import { createRequire } from "node:module";\n'
                 'const word = createRequire(import.meta.url)("word");\n'
                 "export const handler = (event) => [word, event];\n"}


class Life(KilledHost):
    """Each call by the client `row`, after which the host dies."""

    def __init__(self, folder, row):
        super().__init__(folder)
        self.row = row

    def ask(self, command, **given):
        return CALL[self.row](self.host, command, **given)

    def do(self, command, name, **given):
        answer = self.ask(command, FunctionName=name, **given)
        self.step()
        return answer

    def answer(self, name, event=None, **more):
        given = self.ask("Invoke", FunctionName=name,
                         Payload=json.dumps(event).encode(), **more)
        assert not given.get("FunctionError"), given
        return json.loads(given["Payload"])

    def settle(self, name):
        def look():
            told = self.ask("GetFunctionConfiguration", FunctionName=name)
            busy = (told["State"] == "Pending" or
                    told["LastUpdateStatus"] == "InProgress")
            return None if busy else told
        told = wait_for(look)
        assert (told["State"], told["LastUpdateStatus"]) == (
            "Active", "Successful"), told

    def create(self, name, code, **more):
        self.do("CreateFunction", name, Code={"ZipFile": code},
                **{**NODE, **more})
        self.settle(name)


@pytest.fixture
def life(tmp_path, row):
    life = Life(tmp_path, row)
    yield life
    life.close()


def by_each_caller(test):
    rows = [row for row in CALLERS if (row, "life") not in LACKS["callers"]]
    return pytest.mark.cell("callers", "life")(
        pytest.mark.parametrize("row", rows)(test))


@by_each_caller
def test_a_function_is_released_rolled_back_and_deleted(life):
    life.create("site", node("return 1;"))
    assert life.do("PublishVersion", "site")["Version"] == "1"
    life.do("CreateAlias", "site", Name="live", FunctionVersion="1")
    life.do("UpdateFunctionCode", "site", ZipFile=node("return 2;"))
    life.settle("site")
    assert life.do("PublishVersion", "site")["Version"] == "2"
    life.do("UpdateAlias", "site", Name="live",
            RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}})
    assert life.answer("site", Qualifier="live") == 2
    life.do("UpdateAlias", "site", Name="live", FunctionVersion="1",
            RoutingConfig={"AdditionalVersionWeights": {}})
    assert life.answer("site:live") == 1
    life.do("PutFunctionConcurrency", "site", ReservedConcurrentExecutions=3)
    url = life.do("CreateFunctionUrlConfig", "site", AuthType="NONE",
                  Qualifier="live")["FunctionUrl"]
    path = "/lambda-url/" + url.split("/lambda-url/")[1]
    assert life.host.request("GET", path).body == b"1"
    assert life.ask("GetFunctionConcurrency", FunctionName="site")[
        "ReservedConcurrentExecutions"] == 3
    life.do("DeleteFunction", "site")
    with pytest.raises(Refused) as gone:
        life.ask("GetFunction", FunctionName="site")
    assert gone.value.name == "ResourceNotFoundException"


@by_each_caller
def test_a_function_has_a_layer_a_version_and_a_destination(life):
    layer = life.ask("PublishLayerVersion", LayerName="words", Content={
        "ZipFile": zip_of({"nodejs/node_modules/word.js":
                           "module.exports = 'layer';\n"})})
    life.step()
    life.create("words", zip_of(LAYERED), Publish=True,
                Layers=[layer["LayerVersionArn"]])
    assert life.answer("words:1", 1) == ["layer", 1]
    life.do("PutFunctionEventInvokeConfig", "words", DestinationConfig={
        "OnSuccess": {"Destination": QUEUE}})
    assert life.do("Invoke", "words", InvocationType="Event",
                   Payload=b"7")["StatusCode"] == 202
    wait_for(lambda: b"queue done: 1 message" in run(
        "queue", "--endpoint", life.host.url).stdout)


def zip_of_folder(folder):
    """Links are files of their own; the interpreter stays where it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_file() and str(name) != "python":
                z.write(path, name)
        if (folder / "python").exists():
            z.writestr("python", "#!/bin/sh\n"
                       f'exec {os.path.realpath(folder / "python")} "$@"\n')
            z.getinfo("python").external_attr = 0o100755 << 16
    return out.getvalue()


@pytest.mark.cell("runtimes", "zip")
@pytest.mark.parametrize("row", RUNTIMES)
def test_a_zip_with_the_client_runs_as_provided(row, tmp_path):
    assert built(row), f"{row} is not built: test/conformance/build {row}"
    life = Life(tmp_path, "boto3")
    try:
        life.create("own", zip_of_folder(BUILT / row), Timeout=30,
                    MemorySize=512, Runtime="provided.al2023", Publish=True,
                    Handler=handler_of(row, "handler"))
        assert life.answer("own:1", {"n": [1, "é"]}) == {"n": [1, "é"]}
        told = life.answer("own", {"do": "tell"})
        assert told["arn"].endswith(":function:own")
    finally:
        life.close()
