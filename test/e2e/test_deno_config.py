"""Deno: the imports of the function's deno.json count; flags that exclude dayfly's own
are named."""

import pytest
from parts import interpreter, once, write

NAME = 'import { name } from "@lib/name.ts"; export const handler = () => name;'


def call(tmp_path, code=NAME, **more):
    (tmp_path / "src lib%").mkdir()
    write(tmp_path / "src lib%", "name.ts", "export const name: string = 'lib';")
    write(tmp_path, "index.ts", code)
    return once(tmp_path, "index.handler", timeout=10,
                DAYFLY_INTERPRETER=interpreter("deno"), **more)


@pytest.mark.parametrize("files", [
    {"deno.json": '{"imports": {"@lib/": "./src lib%/"}}'},
    {"deno.json": '{"imports": {"@lib/name.ts": "./src lib%/name.ts"}}'},
    {"deno.jsonc": '{ // of "imports":\n"imports": {\n/* "@lib/": "./x/", */\n'
                   '"@lib/": "./src lib%/",\n},}'},
    {"deno.json": '{"importMap": "maps/all.json"}',
     "maps/all.json": '{"imports": {"@lib/": "../src lib%/"}}'},
    {"deno.json": '{"imports": {"@lib/": "./none/"}, "scopes": '
                  '{"./": {"@lib/": "./src lib%/"}}}'},
])
def test_the_imports_of_the_folder_count(tmp_path, files):
    (tmp_path / "maps").mkdir()
    for name, text in files.items():
        write(tmp_path, name, text)
    assert call(tmp_path).json == "lib"


@pytest.mark.parametrize("text, says", [
    ('{"imports": {', "deno.json:1: "),
    ('{"importMap": "none.json"}', "none.json, which deno.json names, is missing"),
])
def test_a_file_that_cannot_be_read_is_named(tmp_path, text, says):
    write(tmp_path, "deno.json", text)
    answer = call(tmp_path)
    assert answer.type == "Runtime.InvalidTaskConfig"
    assert says in answer.message


@pytest.mark.parametrize("flag", [
    "--import-map=x.json", "--config deno.json", "-c x",
    "--node-modules-dir=auto"])
def test_a_flag_that_excludes_our_own_is_named(tmp_path, flag):
    answer = call(tmp_path, "export const handler = () => 1;",
                  DAYFLY_FLAGS=f"--allow-env {flag}")
    assert answer.type == "Runtime.InvalidTaskConfig"
    assert f"the flag {flag.split('=')[0].split()[0]} excludes" in answer.message


def test_other_flags_are_taken(tmp_path):
    answer = call(tmp_path, "export const handler = () => Deno.env.get('PATH') > '';",
                  DAYFLY_FLAGS="--allow-env --no-npm --quiet --no-lock")
    assert answer.json is True
