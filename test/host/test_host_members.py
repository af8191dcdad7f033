"""Each member of a request that AWS's clients know, by their own model of the
Lambda API: does it work, is it kept and shown, or is it refused? One that is new
in the model, and not in these tables, is noticed here."""

import botocore.session
import pytest

from member_table import EMPTY_LISTS, PARTLY, REFUSED_OPERATIONS, WHOLE
from stored import ROLE, client, create, error, node, settled, store_host

MODEL = botocore.session.get_session().get_service_model("lambda")

def paths(shape, before="", within=()):
    """The members of a request, and those within them, after a dot."""
    if shape is None or shape.name in within:
        return []
    within = (*within, shape.name)
    if shape.type_name == "list":
        return paths(shape.member, before, within)
    if shape.type_name != "structure":
        return []
    return [path for name, member in shape.members.items()
            for path in [before + name,
                         *paths(member, before + name + ".", within)]]


def covers(entry, path):
    return path == entry or (
        entry.endswith(".*") and (path + ".").startswith(entry[:-1]))


def test_each_member_of_each_operation_has_its_row():
    table = {**{name: fate.split() for name, fate in WHOLE.items()},
             **{name: " ".join(fates.values()).split()
                for name, fates in PARTLY.items()}}
    known = [*REFUSED_OPERATIONS, *EMPTY_LISTS, *table]
    assert len(known) == len(set(known))
    assert set(known) == set(MODEL.operation_names)
    for name, entries in table.items():
        there = paths(MODEL.operation_model(name).input_shape)
        rows = {path: [e for e in entries if covers(e, path)] for path in there}
        assert {p for p, e in rows.items() if len(e) != 1} == set(), name
        assert all(any(covers(e, path) for path in there) for e in entries), name


@pytest.fixture(scope="module")
def lam(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    lam = client(host, parameter_validation=False)
    create(lam, "one", node("return 1;"))
    lam.host = host
    yield lam
    host.close()


SAMPLES = {
    "Role": "arn:aws:iam::000000000000:role/other", "Description": "d",
    "KMSKeyArn": "arn:aws:kms:us-east-1:000000000000:key/k",
    "TracingConfig": {"Mode": "Active"}, "EphemeralStorage": {"Size": 1024},
    "SnapStart": {"ApplyOn": "None"},
    "LoggingConfig": {"LogFormat": "JSON", "SystemLogLevel": "WARN",
                      "ApplicationLogLevel": "DEBUG", "LogGroup": "/a/b"},
    "Architectures": ["x86_64"],
    "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
    "FileSystemConfigs": [{
        "Arn": "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/"
               "fsap-00000000000000001", "LocalMountPath": "/mnt/x"}],
    "ImageConfig": {"Command": ["x"]}, "ImageUri": "x:latest",
    "DurableConfig": {"ExecutionTimeout": 1},
    "CapacityProviderConfig": {"LambdaManagedInstancesCapacityProviderConfig": {
        "CapacityProviderArn": "arn:aws:lambda:us-east-1:000000000000:"
                               "capacity-provider:c"}},
    "RuntimeConfig": {"RuntimeArn": "arn:aws:lambda:us-east-1:000000000000:"
                                    "runtime/xxxxxxxxxxxxx",
                      "RuntimeAlias": "a"},
    "AcceleratorConfig": {"AcceleratorMemorySize": 1},
    "TenancyConfig": {"TenantIsolationMode": "PER_TENANT"},
    "PublishTo": "LATEST_PUBLISHED",
}


def entries(operation, fate):
    """Those at the top, without what is in them."""
    return sorted({e.split(".")[0] for e in PARTLY[operation][fate].split()
                   if not e.startswith("Code.")})


def new(name, **more):
    return {"FunctionName": name, "Runtime": "nodejs22.x", "Role": ROLE,
            "Handler": "index.handler", "Code": {"ZipFile": node("return 1;")},
            **more}


@pytest.mark.parametrize("member", entries("CreateFunction", "refused"))
def test_what_there_is_not_is_refused(lam, member):
    asked = {member: SAMPLES[member]}
    calls = [(lam.create_function, new("none", **asked))]
    if member in entries("UpdateFunctionConfiguration", "refused"):
        calls.append((lam.update_function_configuration,
                      {"FunctionName": "one", **asked}))
    if member == "PublishTo":
        calls += [(lam.publish_version, {"FunctionName": "one", **asked}),
                  (lam.update_function_code, {
                      "FunctionName": "one", "ZipFile": node("return 2;"),
                      **asked})]
    for call, arguments in calls:
        code, message = error(call, **arguments)
        assert code == "InvalidParameterValueException", message
        assert member in message or member == "VpcConfig", message
    # What asks for nothing is taken.
    if isinstance(SAMPLES[member], dict) and member in (
            "VpcConfig", "ImageConfig"):
        lam.update_function_configuration(FunctionName="one", **{member: {}})


def test_images_are_refused(lam):
    assert error(lam.update_function_code, FunctionName="one",
                 ImageUri="x:latest") == (
        "InvalidParameterValueException",
        "Please don't provide ImageUri when updating a function with "
        "packageType Zip.")
    for code in ({"ImageUri": "x:latest"},
                 {"ImageUri": "x:latest", "ZipFile": node("return 1;")}):
        assert error(lam.create_function, **{**new("none"), "Code": code}) == (
            "InvalidParameterValueException",
            "dayfly runs code from zip files, not from images")


def test_an_invocation_has_no_durable_execution(lam):
    assert error(lam.invoke, FunctionName="one", DurableExecutionName="x") == (
        "InvalidParameterValueException", "dayfly has no durable executions")


@pytest.mark.parametrize("member", entries("CreateFunction", "shown"))
def test_what_has_no_effect_is_shown_as_it_was_given(lam, member):
    name = "shows-" + member
    lam.create_function(**new(name, **{member: SAMPLES[member]}))

    def shown(name):
        return settled(lam, name)[member]

    def same(kept):
        wanted = SAMPLES[member]
        return (wanted.items() <= kept.items() if isinstance(wanted, dict)
                else kept == wanted)

    assert same(shown(name))
    if member in entries("UpdateFunctionConfiguration", "shown"):
        lam.update_function_configuration(FunctionName="one",
                                          **{member: SAMPLES[member]})
        assert same(shown("one"))


def test_the_key_of_code_is_shown(lam):
    key = "arn:aws:kms:us-east-1:000000000000:key/k"
    lam.create_function(**{**new("sealed"), "Code": {
        "ZipFile": node("return 1;"), "SourceKMSKeyArn": key}})

    def shown():
        settled(lam, "sealed")
        return lam.get_function(FunctionName="sealed")["Code"].get(
            "SourceKMSKeyArn")

    assert shown() == key
    lam.update_function_code(FunctionName="sealed", ZipFile=node("return 2;"))
    assert shown() is None
    lam.update_function_code(FunctionName="sealed", ZipFile=node("return 3;"),
                             SourceKMSKeyArn=key)
    assert shown() == key
    assert "source" not in lam.get_function(FunctionName="sealed")[
        "Configuration"]
