"""Functions written for another host of Deno functions run as they are: a function as
default export that may return text, and registry.json."""

import json

import pytest

from hosting import Host, wait_for

HELPER = """
export const createHandler = (answer) => async (request) => await answer(request);
"""
INDEX = """
import { createHandler } from "./helper.ts";
export default createHandler((request) => `Hello, ${new URL(request.url).pathname}`);
"""


def make(folder, index=INDEX, registry=None, manifest=None):
    folder.mkdir(exist_ok=True)
    (folder / "helper.ts").write_text(HELPER)
    (folder / "index.ts").write_text(index)
    if registry is not None:
        (folder / "registry.json").write_text(
            registry if isinstance(registry, str) else json.dumps(registry))
    if manifest is not None:
        (folder / "dayfly.json").write_text(json.dumps(manifest))
    return folder


@pytest.fixture
def start(tmp_path):
    hosts = []

    def start(*args, name="one", **more):
        make(tmp_path / name, *args, **more)
        hosts.append(Host(tmp_path))
        return hosts[-1]
    yield start
    for host in hosts:
        host.close()


@pytest.mark.parametrize("name", ["deno", "node", "bun"])
@pytest.mark.parametrize("mode", ["BUFFERED", "RESPONSE_STREAM"])
def test_a_default_function_may_return_text(start, tmp_path, name, mode):
    manifest = {"interpreter": name, "url": {"invokeMode": mode}}
    if name == "node":
        (tmp_path / "one").mkdir()
        (tmp_path / "one" / "helper.mjs").write_text(HELPER)
        (tmp_path / "one" / "main.mjs").write_text(INDEX.replace(".ts", ".mjs"))
        manifest["handler"] = "main.handler"
    host = start(manifest=manifest)
    answer = host.request("GET", "/lambda-url/one/a/b")
    assert answer.status == 200 and b"Hello, /a/b" in answer.body
    assert answer.headers["content-type"].lower() == "text/plain;charset=utf-8"


@pytest.mark.parametrize("result, words", [
    ("1", "must return a text, or a Response"), ("undefined", "must return a text")])
def test_another_result_is_an_error(start, result, words):
    host = start(f"export default () => {result};\n")
    assert host.request("GET", "/lambda-url/one/").status == 502
    assert words in host.log()


def test_a_misspelled_handler_is_not_taken_for_a_page(start):
    host = start(manifest={"handler": "index.handle"})
    assert host.invoke("one", {}).json["errorType"] == "Runtime.HandlerNotFound"


def test_a_named_handler_comes_first(start):
    host = start("export default () => 'page';\n"
                 "export const handler = () => 'handler';\n")
    assert host.invoke("one", {}).json == "handler"


FILES = """
export default () => {
  try { return Deno.readTextFileSync("/etc/hostname") && "read"; }
  catch (e) { return e.name; }
};
"""


@pytest.mark.parametrize("permissions, expected", [
    ([], "NotCapable"), (["--allow-net"], "NotCapable"),
    (["--allow-read"], "read"), (["--allow-read=/etc/hostname,data"], "read"),
    (["--allow-read=data"], "NotCapable"), ({"read": ["/etc/hostname"]}, "read"),
    (["-A"], "read")])
def test_the_permissions_of_registry_json_hold(start, tmp_path, permissions, expected):
    (tmp_path / "one" / "data").mkdir(parents=True)
    host = start(FILES, {"permissions": permissions, "warmupOnStart": False})
    assert host.request("GET", "/lambda-url/one/").body.decode() == expected


@pytest.mark.parametrize("registry, words", [
    ({"permissions": ["--allow-everything"]}, "--allow-everything is no flag of Deno"),
    ({"permissions": ["--allow-read", 1]}, "is no flag of Deno"),
    ({"permissions": 1}, "permissions"),
])
def test_a_mistake_in_registry_json_is_named(start, tmp_path, registry, words):
    make(tmp_path / "other")
    answer = start(FILES, registry).invoke("one", {})
    assert answer.failed
    assert words in answer.json["errorMessage"]
    assert "registry.json:1" in answer.json["errorMessage"]


@pytest.mark.parametrize("registry", [
    {"name": "a package", "permissions": ["-A"]}, {}, [], "no JSON", "",
    {"warmupOnStart": "yes"}])
def test_the_file_of_another_program_is_left_alone(start, registry):
    host = start(FILES, registry)
    assert host.request("GET", "/lambda-url/one/").body == b"NotCapable"


def test_dayfly_json_comes_first(start):
    host = start(FILES, {"permissions": ["-A"]}, {"permissions": {}})
    assert host.request("GET", "/lambda-url/one/").body == b"NotCapable"


@pytest.mark.parametrize("file", ["registry", "manifest"])
@pytest.mark.parametrize("warm", [True, False])
def test_a_function_may_start_with_the_host(start, file, warm):
    host = start(**{file: {"warmupOnStart": warm}})
    if warm:
        first = wait_for(host.runtimes)
    else:
        assert host.runtimes() == []
    assert host.request("GET", "/lambda-url/one/x").body == b"Hello, /x"
    assert not warm or host.runtimes() == first


def test_the_name_function_means_the_only_one(start, tmp_path):
    host = start("export const handler = (e, c) => [c.functionName, c.invokedFunctionArn];\n")
    name, arn = host.invoke("function", {}).json
    assert name == "one" and arn.endswith(":function:one")
    assert host.request("GET", "/2015-03-31/functions/function").json[
        "Configuration"]["FunctionName"] == "one"
    make(tmp_path / "two")
    assert host.invoke("two", {}).status == 200
    assert host.invoke("function", {}).status == 404
