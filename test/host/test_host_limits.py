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
