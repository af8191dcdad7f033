"""Who may call a host that has keys: signatures, bearer tokens, roles."""

import datetime
import json
import os
import subprocess
import urllib.error
import urllib.request

import boto3
import pytest

from access_keys import Key, keys, make_key
from hosting import make_function, run, wait_for
from stored import create, node, store_host, zip_of

HELLO = {"Runtime": "nodejs22.x", "Handler": "index.handler"}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def admin(file):
    return make_key(file, "admin")


@pytest.fixture
def host(tmp_path, serve, file, admin):
    make_function(tmp_path / "f" / "one")
    make_function(tmp_path / "f" / "open", {"url": {"authType": "NONE"}})
    return serve(tmp_path / "f", options=(
        "--listen", "127.0.0.1:0", "--drain", "0", "--keys", str(file)))


INVOKE = "/2015-03-31/functions/one/invocations"


def name_of(answer):
    assert answer.status == 403, (answer.status, answer.body)
    return answer.headers["x-amzn-errortype"]


def test_a_request_without_a_key_is_refused(host):
    for method, path in (("POST", INVOKE), ("GET", "/2015-03-31/functions/"),
                         ("GET", "/"), ("GET", "/none"), ("POST", "/"),
                         ("GET", "/lambda-url/one/")):
        assert name_of(host.request(method, path)) in (
            "MissingAuthenticationTokenException", "AccessDeniedException")


def test_a_url_refuses_in_the_words_of_aws_who_may_not_call_it(host, file):
    read = make_key(file, "read")
    for headers, why in (
            ({}, "needs a signature (AuthType AWS_IAM) or a bearer token"),
            (read.bearer, "perform: lambda:InvokeFunctionUrl on resource: ")):
        answer = host.request("GET", "/lambda-url/one/", b"", headers)
        assert name_of(answer) == "AccessDeniedException"
        assert answer.json == {"Message": (
            "Forbidden. For troubleshooting Function URL authorization issues, "
            "see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html")}
        assert why in answer.headers["dayfly-reason"]


def test_a_url_tells_its_function_who_has_signed(tmp_path, serve, file, admin):
    """Where everyone may call nobody is checked, so nobody is told of."""
    for name, url in ("asks", {}), ("open", {"authType": "NONE"}):
        folder = tmp_path / "f" / name
        folder.mkdir(parents=True)
        (folder / "dayfly.json").write_text(json.dumps({"url": url}))
        (folder / "index.mjs").write_text(
            "export const handler = (event) => event.requestContext;")
    host = serve(tmp_path / "f", options=(
        "--listen", "127.0.0.1:0", "--drain", "0", "--keys", str(file)))
    for headers in (admin.sign(host, "GET", "/lambda-url/asks/"), admin.bearer):
        told = host.request("GET", "/lambda-url/asks/", b"", headers).json
        assert told["accountId"] == "000000000000"
        assert told["authorizer"] == {"iam": {
            "accessKey": admin.id, "accountId": "000000000000",
            "callerId": admin.id, "cognitoIdentity": None,
            "principalOrgId": None, "userId": admin.id,
            "userArn": f"arn:aws:iam::000000000000:user/{admin.id}"}}
    told = host.request("GET", "/lambda-url/open/", b"", admin.bearer).json
    assert told["accountId"] == "anonymous" and "authorizer" not in told


def test_what_is_wrong_with_a_signature_has_the_name_of_aws(host, admin):
    now = datetime.datetime.now(datetime.timezone.utc)

    def ask(headers, body=b"{}", path=INVOKE, method="POST"):
        return host.request(method, path, body, headers)

    good = admin.sign(host, "POST", INVOKE, b"{}", {"X-Amz-Log-Type": "Tail"})
    assert ask(good).status == 200
    for change in ({"X-Amz-Log-Type": "None"},
                   {"X-Amz-Invocation-Type": "Event"},
                   {"Host": f"localhost:{host.port}"},
                   {"X-Amz-Date": good["X-Amz-Date"][:-2] + (
                       "1Z" if good["X-Amz-Date"][-2] == "0" else "0Z")},
                   {"Authorization": good["Authorization"][:-1] + (
                       "1" if good["Authorization"][-1] == "0" else "0")}):
        assert name_of(ask({**good, **change})) == "InvalidSignatureException"
    for asked in ({"body": b"[]"}, {"method": "GET"},
                  {"path": INVOKE + "?Qualifier=$LATEST"},
                  {"path": INVOKE.replace("one", "onf")}):
        assert name_of(ask(good, **asked)) == "InvalidSignatureException"
    other = Key("AKIAAAAAAAAAAAAAAAAA", admin.secret)
    assert name_of(ask(other.sign(host, "POST", INVOKE, b"{}"))) == \
        "UnrecognizedClientException"
    wrong = Key(admin.id, 40 * "a")
    assert name_of(ask(wrong.sign(host, "POST", INVOKE, b"{}"))) == \
        "InvalidSignatureException"
    assert name_of(ask({**good, "X-Amz-Security-Token": "t"})) == \
        "UnrecognizedClientException"
    assert name_of(ask({"Authorization": "AWS4-HMAC-SHA256 Credential=x"})) \
        == "IncompleteSignatureException"
    assert name_of(ask(admin.sign(host, "POST", INVOKE, b"{}",
                                  service="s3"))) == "InvalidSignatureException"
    for minutes, says in ((-6, "Signature expired"), (6, "not yet current")):
        answer = ask(admin.sign(host, "POST", INVOKE, b"{}", when=now +
                                datetime.timedelta(minutes=minutes)))
        assert name_of(answer) == "InvalidSignatureException"
        assert says in answer.json["message"]
    assert ask(admin.sign(host, "POST", INVOKE, b"{}", when=now -
                          datetime.timedelta(minutes=4))).status == 200


def test_a_caller_that_still_sends_reads_why_it_is_refused(host):
    for size in (1_000_000, 20_000_000):
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(host.url + INVOKE, data=b" " * size)
        assert error.value.headers["x-amzn-errortype"] == \
            "MissingAuthenticationTokenException"


def test_paths_and_queries_are_signed_as_clients_do(host, admin):
    lam = admin.client(host)
    arn = "arn:aws:lambda:us-east-1:000000000000:function:one:$LATEST"
    assert lam.invoke(FunctionName=arn)["StatusCode"] == 200
    assert lam.invoke(FunctionName="one", Qualifier="$LATEST",
                      ClientContext="e30=")["StatusCode"] == 200
    assert len(lam.list_functions(MaxItems=1)["Functions"]) == 1
    path = "/2015-03-31/functions/?b=%20x&MaxItems=1&a-b=1&a=2&c"
    assert host.request("GET", path, b"", admin.sign(
        host, "GET", path)).status == 200


def test_a_presigned_query_holds_until_it_expires(host, admin):
    lam = admin.client(host)
    url = lam.generate_presigned_url("list_functions", {"MaxItems": 1})
    assert urllib.request.urlopen(url).status == 200
    for bad in (url.replace("MaxItems=1", "MaxItems=2"), url + "0",
                url.replace("Expires=3600", "Expires=3601")):
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(bad)
        assert error.value.headers["x-amzn-errortype"] == \
            "InvalidSignatureException"


def test_curl_signs_and_a_bearer_token_is_the_same_key(host, admin):
    done = subprocess.run(
        ["curl", "-sS", "--aws-sigv4", "aws:amz:us-east-1:lambda", "-u",
         f"{admin.id}:{admin.secret}", "-d", '{"a":1}', host.url + INVOKE],
        capture_output=True, text=True, check=True, timeout=20)
    assert json.loads(done.stdout) == {"a": 1}
    assert host.request("POST", INVOKE, b"1", admin.bearer).json == 1
    for token in (f"{admin.id}.{admin.secret[:-1]}", admin.id, admin.secret,
                  f"{admin.id}.{admin.secret}x", f"{admin.id}.", "."):
        assert name_of(host.request("POST", INVOKE, b"1", {
            "Authorization": f"Bearer {token}"})) == \
            "UnrecognizedClientException"


def test_a_role_is_what_its_key_may_do(host, file):
    read = make_key(file, "read")
    invoke = make_key(file, "invoke", "--functions", "o[a-n]e")
    paths = {"read": ("GET", "/2015-03-31/functions/one"),
             "list": ("GET", "/2015-03-31/functions/"),
             "invoke": ("POST", INVOKE),
             "other": ("POST", INVOKE.replace("one", "open")),
             "delete": ("DELETE", "/2015-03-31/functions/one"),
             "url": ("GET", "/lambda-url/one/"),
             **{path: ("GET", f"/_dayfly/{path}") for path in [
                 "calls/x", "queue/events/x", "queue/queues/x/messages"]}}
    for key, allowed in ((read, {"read", "list"}), (invoke, {"invoke", "url"})):
        for what, (method, path) in paths.items():
            signed = host.request(method, path, b"", key.sign(
                host, method, path))
            token = host.request(method, path, b"", key.bearer)
            for answer in (signed, token):
                if what in allowed:
                    assert answer.status != 403, (what, answer.body)
                else:
                    assert name_of(answer) == "AccessDeniedException"
                    told = (answer.headers["dayfly-reason"] if what == "url"
                            else answer.json["Message"])
                    assert "is not authorized to perform: lambda:" in told


def test_keys_come_and_go_while_it_serves(host, file, admin):
    more = make_key(file, "invoke")
    assert host.request("POST", INVOKE, b"1", more.bearer).json == 1
    assert more.id in keys("list", where=file).stdout
    assert more.secret not in keys("list", where=file).stdout
    assert keys("remove", more.id, where=file).returncode == 0
    assert name_of(host.request("POST", INVOKE, b"1", more.bearer)) == \
        "UnrecognizedClientException"
    os.chmod(file, 0o644)
    assert host.request("POST", INVOKE, b"1", admin.bearer).json == 1
    host.wait_log("chmod 600")
    file.unlink()
    assert name_of(host.request("POST", INVOKE, b"1", admin.bearer)) == \
        "UnrecognizedClientException"
    assert name_of(host.request("POST", INVOKE, b"1")) == \
        "MissingAuthenticationTokenException"


def test_a_page_of_another_origin_reaches_public_urls_only(host, admin):
    page = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert host.request("GET", "/lambda-url/open/").status == 200
    assert host.request("GET", "/lambda-url/open/", b"", page).status == 200
    assert host.request("GET", "/lambda-url/one/", b"", page).status == 403
    signed = admin.sign(host, "POST", INVOKE, b"{}")
    assert host.request("POST", INVOKE, b"{}", {**signed, **page}).status == 403


def test_a_function_is_made_by_a_signed_body_only(tmp_path):
    where = tmp_path / "data" / "keys"
    where.parent.mkdir(0o700)
    key = make_key(where, "admin")
    host = store_host(tmp_path / "data")
    try:
        lam = key.client(host)
        code = zip_of({"index.mjs": "export const handler = async () => 7;",
                       "big": os.urandom(7_000_000).hex()})
        create(lam, "made", code)
        link = lam.get_function(FunctionName="made")["Code"]["Location"]
        assert urllib.request.urlopen(link).read() == code
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(link.split("?")[0])
        assert lam.invoke(FunctionName="made")["Payload"].read() == b"7"
        path = "/2015-03-31/functions"
        body = json.dumps({
            "FunctionName": "bad", "Role": "arn:aws:iam::000000000000:role/r",
            **HELLO, "Code": {"ZipFile": "UEsFBgAAAAA="}}).encode()
        signed = key.sign(host, "POST", path, body)
        assert name_of(host.request("POST", path, body.replace(
            b"bad", b"bat"), signed)) == "InvalidSignatureException"
        assert len(lam.list_functions()["Functions"]) == 1
    finally:
        host.close()


def test_an_environment_is_encrypted_where_it_is_kept(tmp_path):
    data = tmp_path / "data"
    other = tmp_path / "other"
    host = store_host(data)
    try:
        lam = boto3.client(
            "lambda", endpoint_url=host.url, region_name="us-east-1",
            aws_access_key_id="x", aws_secret_access_key="y")
        create(lam, "made", node("return process.env.WORD"),
               Environment={"Variables": {"WORD": "swordfish"}}, Publish=True)
        wait_for(lambda: lam.get_function_configuration(
            FunctionName="made")["State"] == "Active")
        host.stop()
        for folder, _, names in os.walk(data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    assert b"swordfish" not in file.read(), name
        assert "swordfish" not in host.log()
    finally:
        host.close()
    (data / "environment.key").rename(other)
    options = ("--listen", "127.0.0.1:0", "--data", str(data))
    missing = run("serve", *options, text=True)
    assert missing.returncode == 1
    assert "environment.key does not exist" in missing.stderr
    host = store_host(data, "--key-file", str(other))
    try:
        lam = boto3.client(
            "lambda", endpoint_url=host.url, region_name="us-east-1",
            aws_access_key_id="x", aws_secret_access_key="y")
        assert lam.invoke(FunctionName="made", Qualifier="1")[
            "Payload"].read() == b'"swordfish"'
    finally:
        host.close()
