"""`dayfly deploy` of a SAM template to a host."""

import json
import os
import urllib.request

import pytest

from deployed import answer, aws, call, empty  # noqa: F401
from stored import zip_of

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Globals:
  Function:
    Timeout: 7
    Runtime: nodejs22.x
    Environment: {Variables: {STAGE: !Ref Stage}}
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Shared:
    Type: AWS::Serverless::LayerVersion
    Properties: {LayerName: words, ContentUri: shared/}
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: hello
      CodeUri: hello/
      Handler: app.handler
      MemorySize: 256
      Description: says it
      AutoPublishAlias: live
      Layers: [!Ref Shared]
      FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ["*"]}}
      LoggingConfig: {LogFormat: JSON}
      Events:
        Page: {Type: HttpApi, Properties: {Path: /, Method: get}}
  Words:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: words/
      Handler: app.handler
      Runtime: python3.12
      Environment: {Variables: {NAME: !Ref Hello, SECRET: s3cr3t}}
  Image:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, ImageUri: x}
"""
HELLO = """import { createRequire } from "node:module";
const word = createRequire(import.meta.url)("word");
export const handler = () => [word, process.env.STAGE];
"""
WORDS = "import os\ndef handler(event, context):\n    return %s\n"


@pytest.fixture
def project(tmp_path):
    """put(FILE, TEXT): a file of the project; its folder."""
    folder = tmp_path / "project"

    def put(name, text, mode=0o644):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        return folder

    put("template.yaml", TEMPLATE)
    put("hello/app.mjs", HELLO)
    put("words/app.py", WORDS % 'os.environ["NAME"]')
    put("shared/nodejs/node_modules/word.js", "module.exports = 'layer';\n")
    return put


def steps(lines):
    return [line for line in lines if not line.startswith("Note: ")]


def test_the_functions_of_a_template_are_deployed_once(empty, project):
    folder = project("README", "")
    shown = call(empty, "deploy", folder, "--dry-run")
    notes = "\n".join(line for line in shown if line.startswith("Note: "))
    for said in ("not deployed: Table, an AWS::DynamoDB::Table",
                 "the events of Hello: Page (HttpApi)",
                 "Image is a container image: not deployed"):
        assert said in notes
    done = call(empty, "deploy", folder)
    assert [line.split(" from ")[0] for line in steps(done)][:5] == [
        f"words: publish the layer {folder}/shared, 1 MB",
        "hello: create the function", "Words: create the function",
        "hello: publish a version", "Words: publish a version"]
    assert "live: becomes hello 1, Words 1" in done
    assert (answer(empty, "hello"), answer(empty, "Words")) == (
        ["layer", "dev"], "hello")
    made = aws(empty).get_function_configuration(FunctionName="hello")
    assert {key: made[key] for key in (
        "Runtime", "Timeout", "MemorySize", "Description")} == {
            "Runtime": "nodejs22.x", "Timeout": 7, "MemorySize": 256,
            "Description": "says it"}
    assert made["LoggingConfig"]["LogFormat"] == "JSON"
    url = next(line for line in done if "its URL is" in line).split()[-1]
    assert urllib.request.urlopen(url).read() == b'["layer","dev"]'
    assert steps(call(empty, "deploy", folder)) == [
        "nothing to do: all is as it should be"]


def test_only_what_differs_is_changed_and_values_are_not_shown(
        empty, project):
    folder = project("README", "")
    call(empty, "deploy", folder)
    project("words/app.py", WORDS % 'os.environ["SECRET"]')
    project("template.yaml", TEMPLATE.replace("s3cr3t", "0ther"))
    done = steps(call(empty, "deploy", folder, "--parameter-overrides",
                      "Stage=live"))
    assert not any("0ther" in line or "s3cr3t" in line for line in done)
    assert "Words: set Environment STAGE NAME SECRET" in done
    assert done[-2] == "live: becomes hello 2, Words 2"
    assert (answer(empty, "hello"), answer(empty, "Words")) == (
        ["layer", "live"], "0ther")
    project("template.yaml", TEMPLATE.replace("Layers: [!Ref Shared]", ""))
    assert ", Layers []" in "\n".join(
        call(empty, "deploy", folder, status=1, both=True))


def test_code_that_does_not_start_shows_the_end_of_its_log(empty, project):
    folder = project("words/app.py", "print('I need')\nimport nothing\n")
    said = call(empty, "deploy", folder, status=1, both=True)
    assert any(line.startswith("Words: log: ") and "I need" in line
               for line in said)
    assert "Words: its code does not start: " in said[-1]
    assert aws(empty).list_aliases(FunctionName="hello")["Aliases"] == []
    # The code of a function that is there is tried at once.
    project("words/app.py", WORDS % "1")
    call(empty, "deploy", folder)
    project("words/app.py", "print('once more')\nimport nothing\n")
    said = call(empty, "deploy", folder, status=1, both=True)
    assert any(line.startswith("Words: log: ") and "once more" in line
               for line in said), said
    assert answer(empty, "Words") == 1


def test_what_is_built_is_deployed_unless_it_is_old(empty, project):
    folder = project(".aws-sam/build/Words/app.py", WORDS % '"built"')
    project(".aws-sam/build/template.yaml", TEMPLATE)
    call(empty, "deploy", folder)
    assert answer(empty, "Words") == "built"
    build = (folder / ".aws-sam/build/template.yaml").stat()
    os.utime(folder / "words/app.py", (build.st_mtime - 9, build.st_mtime + 0.5))
    os.utime(folder / ".aws-sam/build/template.yaml",
             (build.st_mtime, build.st_mtime - 9))
    said = call(empty, "deploy", folder, status=1)[-1]
    assert "words/app.py is newer than what `sam build` has made" in said


PROGRAM = """
Resources:
  Own:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: %s, Runtime: %s, Handler: x}
"""


@pytest.mark.parametrize("uri, runtime, said", [
    ("own", "provided.al2023", "Own runs a program named bootstrap, and "),
    ("own", "java21", "Own is not built: run `sam build`"),
    ("gone", "nodejs22.x", 'CodeUri is "gone", and there is no folder '),
    ("own", '""', "the function Own has no Runtime"),
])
def test_what_is_missing_is_said_before_anything_is_sent(
        empty, project, uri, runtime, said):
    project("own/x.mjs", "")
    folder = project("template.yaml", PROGRAM % (uri, runtime))
    told = call(empty, "deploy", folder, status=1)[-1]
    assert "template.yaml:3:3: " in told or "template.yaml:5:" in told
    assert said in told
    assert aws(empty).list_functions()["Functions"] == []


def test_a_template_without_functions_is_a_mistake(empty, project):
    folder = project("template.yaml", "Resources: {T: {Type: AWS::SNS::Topic}}")
    said = call(empty, "deploy", folder, status=1, both=True)
    assert said == [
        f"Note: {folder}/template.yaml:1:13: not deployed: T, an AWS::SNS::Topic",
        "dayfly: the template names no function that can be deployed"]


def test_an_archive_is_deployed_as_it_is(empty, project):
    project("own.zip", zip_of({"x.mjs": "export const handler = () => 5;"}))
    folder = project("template.yaml", (PROGRAM % ("own.zip", "nodejs22.x"))
                     .replace("Handler: x", "Handler: x.handler"))
    call(empty, "deploy", folder)
    assert answer(empty, "Own") == 5
    assert (folder / "own.zip").exists()


def test_two_aliases_need_a_choice(empty, project):
    folder = project("template.yaml", TEMPLATE.replace(
        "      CodeUri: words/", "      AutoPublishAlias: prod\n"
        "      CodeUri: words/"))
    assert "AutoPublishAlias is live and prod" in call(
        empty, "deploy", folder, status=1)[-1]
    call(empty, "deploy", folder, "--alias", "prod")
    got = aws(empty).invoke(FunctionName="Words:prod", Payload=b"{}")
    assert json.loads(got["Payload"].read()) == "hello"
