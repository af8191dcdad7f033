"""`dayfly serve` in a SAM project of four functions, as it is: Python with
Powertools, Express behind an HTTP API, TypeScript with the SDK, Go."""

import json
import re
import shutil
import subprocess

import boto3

from conftest import BUILD
from hosting import Host, wait_for


def curl(host, path, *words):
    """Status, headers in lower case and body, by curl."""
    got = subprocess.run(
        ["curl", "-si", "--max-time", "60", *words, host.url + path],
        capture_output=True, check=True).stdout
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), headers, body


def get_json(host, path, *words):
    status, _, body = curl(host, path, *words)
    return status, json.loads(body)


def make_table(aws):
    client = boto3.client("dynamodb", endpoint_url=aws, region_name="eu-central-1",
                          aws_access_key_id="key", aws_secret_access_key="secret")
    if "Orders" not in client.list_tables()["TableNames"]:
        client.create_table(
            TableName="Orders", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
    return client


def test_python_with_powertools_answers_its_routes(host):
    assert get_json(host, "/hello") == (200, {"message": "hello world"})
    assert get_json(host, "/hello/you") == (
        200, {"message": "hello you", "service": "hello-dev"})
    assert '"message":"hello is called"' in host.log()


def test_express_behind_an_http_api_answers_its_routes(host):
    assert curl(host, "/web")[2] == b"root"
    status, headers, body = curl(host, "/web/items/7?a=1&b=x%20y")
    assert status == 200 and headers["set-cookie"] == "seen=7; path=/"
    assert json.loads(body) == {"id": "7", "query": {"a": "1", "b": "x y"}, "stage": "dev"}
    assert get_json(host, "/web/items", "-H", "Content-Type: application/json",
                    "-d", '{"name": "\u00e9"}') == (201, {"name": "\u00e9"})
    status, headers, body = curl(host, "/web/image")
    assert headers["content-type"] == "image/png" and body == b"\x89PNG\x00\xff"


def test_typescript_reaches_aws_with_the_credentials_and_the_endpoint_of_env(host, aws):
    table = make_table(aws)
    assert get_json(host, "/orders/a1", "-X", "PUT") == (201, {"id": "a1"})
    assert get_json(host, "/orders/a1") == (200, {"id": "a1", "state": "new"})
    assert table.get_item(TableName="Orders", Key={"id": {"S": "a1"}})["Item"]["state"] == {
        "S": "new"}
    assert get_json(host, "/orders/none") == (404, {"id": "none"})


def test_go_answers_its_route(host):
    status, headers, body = curl(host, "/stamp", "-H", "Content-Type: text/plain", "-d", "me")
    assert (status, headers["x-stage"], body) == (200, "dev", b"stamped me")


def test_the_functions_are_called_by_the_cli_and_by_boto3(host, tmp_path):
    out = tmp_path / "out"
    env = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
           "AWS_DEFAULT_REGION": "us-east-1", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    event = {"body": "by the CLI"}
    subprocess.run(
        [BUILD / "tools" / "bin" / "aws", "lambda", "invoke", "--endpoint-url", host.url,
         "--function-name", "StampFunction", "--payload", json.dumps(event), out], check=True, capture_output=True, env=env)
    assert json.loads(out.read_text())["body"] == "stamped by the CLI"
    client = boto3.client("lambda", endpoint_url=host.url, region_name="us-east-1",
                          aws_access_key_id="x", aws_secret_access_key="x")
    names = {f["FunctionName"] for f in client.list_functions()["Functions"]}
    assert names == {"HelloFunction", "WebFunction", "OrdersFunction", "StampFunction"}
    event = {"httpMethod": "GET", "path": "/hello", "requestContext": {"requestId": "x"},
             "headers": {}, "multiValueHeaders": {}}
    result = client.invoke(FunctionName="HelloFunction", Payload=json.dumps(event))
    assert json.load(result["Payload"])["statusCode"] == 200


def replace(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_an_edit_is_run_by_the_next_request(host, project, aws):
    make_table(aws)
    paths = ("/hello", "/web", "/orders/none")
    for path in paths:
        curl(host, path)
    replace(project / "hello" / "app.py", "hello world", "edited")
    replace(project / "web" / "app.js", '"root"', '"edited"')
    replace(project / "orders" / "app.ts", "answer(404, { id })", 'answer(404, "edited")')
    for path in paths:
        wait_for(lambda p=path: b"edited" in curl(host, p)[2])
    replace(project / "orders" / "state.ts", '"new"', '"as edited"')
    curl(host, "/orders/e", "-X", "PUT")
    wait_for(lambda: curl(host, "/orders/e", "-X", "PUT") and
             get_json(host, "/orders/e") == (200, {"id": "e", "state": "as edited"}))
    replace(project / "template.yaml", "Default: dev", "Default: live")
    wait_for(lambda: curl(host, "/stamp", "-d", "x")[1].get("x-stage") == "live")


def test_an_error_names_the_line_of_the_source(host, project):
    status, headers, body = curl(host, "/orders/broken")
    assert (status, json.loads(body)) == (500, {"message": "Internal Server Error"})
    assert headers["dayfly-reason"] == "the function failed: rangeerror"
    place = rf"at (async )?\w+ \({re.escape(str(project))}/orders/app\.ts:27:30\)"
    wait_for(lambda: re.search(place, host.log()))
    assert "this order is broken" in host.log()
    (project / "orders" / "state.ts").write_text("export enum State { New = }\n")
    # The code that was there goes on, and finds no table here.
    _, headers, _ = curl(host, "/orders/x")
    assert headers["dayfly-reason"] == "the function failed: resourcenotfoundexception"
    wait_for(lambda: re.search(r"orders/state\.ts:1:27: Unexpected", host.log()))


def test_packages_that_are_missing_are_told(host, project):
    (project / ".venv").unlink()
    wait_for(lambda: curl(host, "/hello")[0] == 502)
    # The host tells it, the process by its log, and the answer may be before both.
    host.wait_log("`sam build`")
    host.wait_log("No module named 'aws_lambda_powertools'")
    host.wait_log(f"pip install -r {project}/hello/requirements.txt")


def test_what_sam_build_has_made_is_used(host, project):
    (project / ".venv").unlink()
    built = project / ".aws-sam" / "build" / "HelloFunction"
    site = next((BUILD / "project" / "venv" / "lib").glob("python3*/site-packages"))
    shutil.copytree(site, built)
    (built / "app.py").write_text("raise Exception('an old copy')")
    (project / "hello" / "app.py").touch()
    wait_for(lambda: get_json(host, "/hello") == (200, {"message": "hello world"}))


STAMP = ("/stamp", "-H", "Content-Type: text/plain", "-d", "x")


def test_a_go_program_is_built_from_its_source(host, project):
    main = project / "stamp" / "main.go"
    (project / "stamp" / "bootstrap").unlink()
    assert curl(host, *STAMP)[2] == b"stamped x"
    replace(main, "stamped", "edited")
    assert curl(host, *STAMP)[2] == b"edited x"
    good = main.read_text()
    main.write_text(good + "oops\n")
    assert curl(host, *STAMP)[2] == b"edited x"
    wait_for(lambda: "./main.go:22:1: syntax error" in host.log())
    main.write_text(good.replace("edited", "mended"))
    assert curl(host, *STAMP)[2] == b"mended x"


def test_calls_wait_for_one_build(host, project):
    (project / "stamp" / "bootstrap").unlink()
    requests = [host.begin("StampFunction", {"body": str(n)}) for n in range(4)]
    assert [host.finish(s).json["body"] for s in requests] == [
        f"stamped {n}" for n in range(4)]
    assert host.log().count("go build in") == 1


def test_without_go_the_error_says_how_to_build(project, tmp_path):
    program = project / "stamp" / "bootstrap"
    saved = program.read_bytes()
    program.unlink()
    (tmp_path / "empty").mkdir()
    host = Host(project, env={"PATH": str(tmp_path / "empty")})
    try:
        assert curl(host, *STAMP)[0] == 500
        assert "by `GOOS=linux go build -o bootstrap .` in" in host.log()
        program.write_bytes(saved)
        program.chmod(0o755)
        assert curl(host, *STAMP)[2] == b"stamped x"
    finally:
        host.close()


def test_a_project_that_cannot_be_written_to_is_told(host, project):
    (project / "stamp" / "bootstrap").unlink()
    (project / ".aws-sam").write_text("no folder")
    assert curl(host, *STAMP)[0] == 500
    assert ".aws-sam/dayfly/StampFunction" in host.wait_log("cannot start")
    (project / ".aws-sam").unlink()
    wait_for(lambda: curl(host, *STAMP)[2] == b"stamped x")


def test_the_host_ends_while_it_builds(host, project):
    (project / "stamp" / "bootstrap").unlink()
    waits = host.begin("StampFunction", {})
    host.wait_log("go build in")
    assert host.stop() == 0
    waits.close()
