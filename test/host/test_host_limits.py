"""What AWS's model of the API allows is checked in each operation alike."""

import json

import pytest
from stored import client, create, node, store_host



@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    create(client(host), "one", node("return 1;"))
    yield host
    host.close()


def told(host, method, path, body=None):
    """The name of the error, and what it says."""
    answer = host.request(method, path, json.dumps(body).encode()
                          if body is not None else b"")
    return (answer.status, answer.headers["x-amzn-errortype"].split(":")[0],
            answer.json.get("message") or answer.json.get("Message"))


F = "functions/one"


@pytest.mark.parametrize("method,path,body,member", [
    ("PUT", f"/2017-10-31/{F}/concurrency",
     {"ReservedConcurrentExecutions": "1"}, "ReservedConcurrentExecutions"),
    ("PUT", f"/2017-10-31/{F}/concurrency",
     {"ReservedConcurrentExecutions": 1.5}, "ReservedConcurrentExecutions"),
    ("PUT", f"/2019-09-30/{F}/provisioned-concurrency?Qualifier=1",
     {"ProvisionedConcurrentExecutions": []}, "ProvisionedConcurrentExecutions"),
    ("PUT", f"/2019-09-25/{F}/event-invoke-config",
     {"MaximumRetryAttempts": "1"}, "MaximumRetryAttempts"),
    ("PUT", f"/2019-09-25/{F}/event-invoke-config",
     {"DestinationConfig": {"OnSuccess": 3}}, "OnSuccess"),
    ("POST", f"/2021-10-31/{F}/url", {"AuthType": 3}, "AuthType"),
    ("POST", f"/2021-10-31/{F}/url", {"AuthType": "NONE", "Cors": 3}, "Cors"),
    ("POST", f"/2015-03-31/{F}/aliases", {"Name": 3}, "Name"),
    ("POST", f"/2015-03-31/{F}/policy", {"Principal": 3}, "Principal"),
    ("POST", "/2018-10-31/layers/l/versions",
     {"Content": {}, "Description": 3}, "Description"),
    ("POST", "/2018-10-31/layers/l/versions",
     {"Content": {}, "CompatibleRuntimes": "x"}, "CompatibleRuntimes"),
    ("PUT", f"/2015-03-31/{F}/configuration", {"Timeout": "3"}, "Timeout"),
])
def test_a_member_of_another_type_is_the_same_error_everywhere(
        host, method, path, body, member):
    status, name, message = told(host, method, path, body)
    assert (status, name) == (400, "SerializationException")
    assert member in message


@pytest.mark.parametrize("body,constraint", [
    ({"Tags": {"k" * 129: "v"}}, "length less than or equal to 128"),
    ({"Tags": {"k": "v" * 257}}, "length less than or equal to 256"),
])
def test_the_tags_of_a_new_function_are_checked_as_those_of_another(
        host, body, constraint):
    status, name, message = told(host, "POST", "/2015-03-31/functions", {
        "FunctionName": "two", "Runtime": "nodejs22.x", "Handler": "x.y",
        "Role": "arn:aws:iam::000000000000:role/r",
        "Code": {"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}, **body})
    assert (status, name) == (400, "ValidationException")
    assert constraint in message


@pytest.mark.parametrize("body,constraint", [
    ({"CompatibleRuntimes": ["nodejs22.x"] * 16}, "less than or equal to 15"),
    ({"CompatibleArchitectures": ["arm64"] * 3}, "less than or equal to 2"),
])
def test_the_lists_of_a_layer_are_bounded(host, body, constraint):
    status, name, message = told(host, "POST", "/2018-10-31/layers/l/versions",
                                 {"Content": {}, **body})
    assert (status, name) == (400, "ValidationException")
    assert constraint in message


@pytest.mark.parametrize("path,most", [
    ("/2015-03-31/functions", 10000),
    (f"/2015-03-31/{F}/aliases", 10000),
    (f"/2015-03-31/{F}/versions", 10000),
    (f"/2019-09-25/{F}/event-invoke-config/list", 50),
    (f"/2021-10-31/{F}/urls", 50),
    ("/2018-10-31/layers", 50),
])
def test_the_largest_page_is_that_of_the_operation(host, path, most):
    assert host.request("GET", f"{path}?MaxItems={most}").status == 200
    status, name, message = told(host, "GET", f"{path}?MaxItems={most + 1}")
    assert (status, name) == (400, "ValidationException")
    assert f"less than or equal to {most}" in message


def at_most(value, member, most, what="length"):
    return (f"1 validation error detected: Value '{value}' at '{member}' failed "
            f"to satisfy constraint: Member must have {what} less than or equal "
            f"to {most}")


def at_least(value, member, least):
    return (f"1 validation error detected: Value '{value}' at '{member}' failed "
            "to satisfy constraint: Member must have value greater than or "
            f"equal to {least}")


LAYER = "arn:aws:lambda:us-east-1:000000000000:layer:l%d:1"
BIG = {"BIG": "x" * 4086}  # 4,096 bytes of JSON are allowed
LIMITS = {
    # what is just allowed, what is too much, and AWS's words for it
    "timeout": ({"Timeout": 900}, {"Timeout": 901}, "ValidationException",
                at_most(901, "timeout", 900, "value")),
    "no-timeout": ({"Timeout": 1}, {"Timeout": 0}, "ValidationException",
                   at_least(0, "timeout", 1)),
    "memory": ({"MemorySize": 10240}, {"MemorySize": 10241},
               "ValidationException",
               at_most(10241, "memorySize", 10240, "value")),
    "little-memory": ({"MemorySize": 128}, {"MemorySize": 127},
                      "ValidationException", at_least(127, "memorySize", 128)),
    "storage": ({"EphemeralStorage": {"Size": 10240}},
                {"EphemeralStorage": {"Size": 10241}}, "ValidationException",
                at_most(10241, "ephemeralStorage.size", 10240, "value")),
    "little-storage": ({"EphemeralStorage": {"Size": 512}},
                       {"EphemeralStorage": {"Size": 511}},
                       "ValidationException",
                       at_least(511, "ephemeralStorage.size", 512)),
    "description": ({"Description": "d" * 256}, {"Description": "d" * 257},
                    "ValidationException",
                    at_most("d" * 257, "description", 256)),
    "handler": ({"Handler": "index." + "h" * 122},
                {"Handler": "index." + "h" * 123}, "ValidationException",
                at_most("index." + "h" * 123, "handler", 128)),
    "environment": (
        {"Environment": {"Variables": BIG}},
        {"Environment": {"Variables": {"BIG": "x" * 4087}}},
        "InvalidParameterValueException",
        "Lambda was unable to configure your environment variables because the "
        "environment variables you have provided exceeded the 4KB limit. String "
        'measured: {"BIG":"' + "x" * 4087 + '"}'),
    "layers": (None, {"Layers": [LAYER % n for n in range(6)]},
               "InvalidParameterValueException",
               "Cannot reference more than 5 layers."),
}


@pytest.mark.parametrize("name", LIMITS)
def test_the_quotas_of_a_function_are_awss(host, name):
    """In UpdateFunctionConfiguration; CreateFunction has the same checks."""
    allowed, refused, error, message = LIMITS[name]
    path = f"/2015-03-31/{F}/configuration"
    assert told(host, "PUT", path, refused) == (400, error, message)
    if allowed:
        answer = host.request("PUT", path, json.dumps(allowed).encode())
        assert answer.status == 200, answer.body


def new(name, **more):
    return {"FunctionName": name, "Runtime": "nodejs22.x", "Handler": "x.y",
            "Role": "arn:aws:iam::000000000000:role/r",
            "Code": {"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}, **more}


ARN = "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:one"
TOO_MANY_TAGS = (400, "InvalidParameterValueException",
                 "Number of tags exceeds resource tag limit.")


@pytest.mark.parametrize("method,path,body,expected", [
    ("POST", "/2015-03-31/functions", new("n" * 65),
     (400, "InvalidParameterValueException",
      at_most("n" * 65, "functionName", 64))),
    ("POST", "/2015-03-31/functions", new("n" * 141),
     (400, "ValidationException", at_most("n" * 141, "functionName", 140))),
    ("POST", "/2015-03-31/functions",
     new("two", Tags={f"k{n}": "v" for n in range(51)}), TOO_MANY_TAGS),
    ("POST", ARN, {"Tags": {f"k{n}": "v" for n in range(51)}}, TOO_MANY_TAGS),
    ("POST", f"/2015-03-31/{F}/versions", {"Description": "d" * 257},
     (400, "ValidationException", at_most("d" * 257, "description", 256))),
    ("POST", f"/2015-03-31/{F}/aliases",
     {"Name": "a", "FunctionVersion": "1", "Description": "d" * 257},
     (400, "ValidationException", at_most("d" * 257, "description", 256))),
    ("POST", "/2018-10-31/layers/l/versions",
     {"Content": {}, "Description": "d" * 257},
     (400, "ValidationException", at_most("d" * 257, "description", 256))),
])
def test_other_quotas_are_awss(host, method, path, body, expected):
    assert told(host, method, path, body) == expected


def test_a_policy_has_20_kb_at_most(host):
    statement = {"Action": "lambda:InvokeFunction",
                 "Principal": "events.amazonaws.com",
                 "SourceArn": "arn:aws:events:us-east-1:000000000000:rule/"
                              + "r" * 800}
    for n in range(60):
        answer = host.request("POST", f"/2015-03-31/{F}/policy", json.dumps(
            {"StatementId": f"s{n}", **statement}).encode())
        if answer.status != 201:
            break
    assert answer.headers["x-amzn-errortype"].split(":")[0] == (
        "PolicyLengthExceededException")
    said = answer.json["message"]
    size = int(said.partition("(")[2].partition(")")[0])
    assert said == (f"The final policy size ({size}) is bigger than the limit "
                    "(20480).")
    assert 20480 < size < 22000 and 15 < n < 25


@pytest.mark.parametrize("operation,method,path", [
    ("CreateFunction", "POST", "/2015-03-31/functions"),
    ("UpdateFunctionCode", "PUT", f"/2015-03-31/{F}/code"),
    ("PublishLayerVersion", "POST", "/2018-10-31/layers/l/versions"),
])
def test_a_request_that_is_too_large_is_told_with_its_operation(
        host, operation, method, path):
    answer = host.request(method, path, b'{"ZipFile": "' + b"A" * 70167211)
    assert answer.status == 413
    assert answer.headers["x-amzn-errortype"].split(":")[0] == (
        "RequestEntityTooLargeException")
    assert answer.json["Message"] == (
        f"Request must be smaller than 70167211 bytes for the {operation} "
        "operation")
