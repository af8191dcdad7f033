"""The operations of the Lambda API: the host's table, AWS's own model of them,
and the table of host/README.md say the same."""

import re

import botocore.session
import pytest
from parts import ROOT

ROW = re.compile(r'\{"([A-Z]+)",\s*"([^"]+)",\s*"(\w+)",\s*ACCESS_(\w+)')
MODEL = botocore.session.get_session().get_service_model("lambda")
# What IAM has another name for, or what has its path with another query.
ACTIONS = {"Invoke": "InvokeFunction", "InvokeAsync": "InvokeFunction",
           "InvokeWithResponseStream": "InvokeFunction",
           "GetLayerVersionByArn": "ListLayers",
           "ListProvisionedConcurrencyConfigs":
               "GetProvisionedConcurrencyConfig"}


def rows(table):
    """{(method, path): (name, right)}"""
    found = ROW.findall((ROOT / "host" / "operations" / f"{table}.c")
                        .read_text())
    assert len(found) > 10
    return {(method, path.rstrip("/")): (name, right)
            for method, path, name, right in found}


def modelled():
    """{operation: (method, path)}, as AWS's clients send it."""
    sent = {name: MODEL.operation_model(name).http
            for name in MODEL.operation_names}
    return {name: (http["method"], re.sub(
        r"\{\w+\+?\}", "*", http["requestUri"].partition("?")[0]).strip("/"))
        for name, http in sent.items()}


def told():
    """The operations of the table, and those that the page says are not there."""
    text = (ROOT / "host" / "README.md").read_text()
    part = re.search(r"^### Operations of the Lambda API\n(.*?)^##", text,
                     re.M | re.S).group(1)
    cells = re.findall(r"^\| .* \| (.*) \|$", part, re.M)
    absent = re.search(r"^Not there: (.*?)\.", part, re.M).group(1)
    return ([name for cell in cells for name in re.findall(r"\w+", cell)],
            re.findall(r"[A-Z]\w+", absent))


def test_each_operation_has_the_name_the_method_and_the_path_of_aws():
    ours = rows("lambda_operations")
    theirs = modelled()
    for name, sent in theirs.items():
        if sent in ours:
            assert ours[sent][0] == ACTIONS.get(name, name)
    assert set(ours) - set(theirs.values()) == set()


def test_the_page_has_each_operation_once():
    ours = rows("lambda_operations")
    there, absent = told()
    assert len(there) == len(set(there))
    assert set(there) == {name for name, sent in modelled().items()
                          if sent in ours}
    assert set(absent) == {name for name, sent in modelled().items()
                           if sent not in ours}


@pytest.mark.parametrize("table", ["lambda_operations", "own_operations",
                                   "scheduler_operations"])
def test_a_key_to_look_reads_no_events_and_changes_nothing(table):
    for (method, _), (name, right) in rows(table).items():
        usual = ("INVOKE" if name == "InvokeFunction"
                 else "ADMIN" if name == "GetEventPayload"
                 else "OPEN" if name == "GetCode"
                 else "READ" if method == "GET" else "ADMIN")
        assert right == usual, name
