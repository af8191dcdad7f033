"""Layers by API: published, attached to functions, kept as long as one has them."""

import pytest
from botocore.exceptions import ClientError

from hosting import wait_for
from stored import client, create, node, result, settled, store_host, zip_of
from zips import zipped

ARN = "arn:aws:lambda:us-east-1:000000000000:layer:%s:%d"
PYTHON = "def handler(event, context):\n    import shared\n    %s\n"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    yield host
    host.close()


def publish(lam, name, files, **more):
    return lam.publish_layer_version(
        LayerName=name, Content={"ZipFile": zip_of(files)}, **more)


def python(body):
    return zip_of({"app.py": PYTHON % body})


def test_a_function_finds_what_its_layers_have_and_the_later_wins(host):
    lam = client(host)
    publish(lam, "first", {"python/shared.py": "X = 'first'\n",
                           "etc/first": "1", "etc/both": "1",
                           "bin/tool": ("#!/bin/sh\necho tool\n", 0o755)})
    publish(lam, "second", {"python/shared.py": "X = 'second'\n",
                            "etc/both": "2"})
    create(lam, "layered", python(
        "import subprocess\n"
        "    return [shared.X, open('/opt/etc/first').read(),\n"
        "            open('/opt/etc/both').read(),\n"
        "            subprocess.check_output('tool', text=True)]"),
        Runtime="python3.12", Handler="app.handler",
        Layers=[ARN % ("first", 1), ARN % ("second", 1)])
    assert result(lam, "layered") == ["second", "1", "2", "tool\n"]
    lam.update_function_configuration(
        FunctionName="layered", Layers=[ARN % ("second", 1),
                                        ARN % ("first", 1)])
    settled(lam, "layered")
    assert result(lam, "layered") == ["first", "1", "1", "tool\n"]


def test_node_finds_the_modules_of_a_layer(host):
    lam = client(host)
    publish(lam, "modules", {
        "nodejs/node_modules/said/index.js": "exports.word = 'layer';"})
    create(lam, "requires", zip_of({
        "index.js": "exports.handler = async () => require('said').word;"}),
        Layers=[ARN % ("modules", 1)])
    assert result(lam, "requires") == "layer"


def test_a_layer_may_bring_the_bootstrap(host):
    lam = client(host)
    publish(lam, "runtime", {"bootstrap": (
        "#!/bin/sh\n"
        "api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation\n"
        "while id=$(curl -s -o /dev/null -D - $api/next | tr -d '\\r' |\n"
        "    sed -n 's/^lambda-runtime-aws-request-id: //Ip'); do\n"
        "  curl -s -d '\"by the layer\"' $api/$id/response >/dev/null\n"
        "done\n", 0o755)})
    create(lam, "brought", zip_of({"data": "x"}), Runtime="provided.al2023",
           Handler="any", Layers=[ARN % ("runtime", 1)])
    assert result(lam, "brought") == "by the layer"


def test_a_deleted_version_stays_with_its_functions(host):
    lam = client(host)
    publish(lam, "kept", {"python/shared.py": "X = 'kept'\n"})
    create(lam, "keeps", python("return shared.X"), Runtime="python3.12",
           Handler="app.handler", Layers=[ARN % ("kept", 1)])
    lam.delete_layer_version(LayerName="kept", VersionNumber=1)
    assert not lam.list_layer_versions(LayerName="kept")["LayerVersions"]
    lam.update_function_configuration(FunctionName="keeps", Timeout=9)
    settled(lam, "keeps")
    assert result(lam, "keeps") == "kept"
    with pytest.raises(ClientError) as refused:
        lam.update_function_configuration(FunctionName="keeps",
                                          Layers=[ARN % ("kept", 1)])
    assert refused.value.response["Error"]["Message"] == (
        f"Layer version {ARN % ('kept', 1)} does not exist.")
    again = publish(lam, "kept", {"python/shared.py": "X = 2\n"})
    assert again["Version"] == 2


def test_lists_of_layers_are_filtered(host):
    lam = client(host)
    for runtimes in (["python3.12"], ["nodejs22.x"], ["python3.12"]):
        publish(lam, "listed", {"x": str(runtimes)},
                CompatibleRuntimes=runtimes,
                CompatibleArchitectures=["x86_64"])

    def numbers(**more):
        return [v["Version"] for v in lam.list_layer_versions(
            LayerName="listed", **more)["LayerVersions"]]

    assert numbers() == [3, 2, 1]
    assert numbers(CompatibleRuntime="python3.12") == [3, 1]
    assert numbers(CompatibleArchitecture="arm64") == []
    first = lam.list_layer_versions(LayerName="listed", MaxItems=2)
    assert [v["Version"] for v in first["LayerVersions"]] == [3, 2]
    assert numbers(Marker=first["NextMarker"]) == [1]
    layers = {one["LayerName"]: one["LatestMatchingVersion"]["Version"]
              for one in lam.list_layers(CompatibleRuntime="nodejs22.x")
              ["Layers"]}
    assert layers == {"listed": 2}


def test_a_layer_of_another_account_is_taken_and_told(host):
    lam = client(host)
    arn = "arn:aws:lambda:us-east-1:123456789012:layer:Powertools:7"
    create(lam, "foreign", node("return 1;"), Layers=[arn])
    assert result(lam, "foreign") == 1
    assert wait_for(lambda: "123456789012:layer:Powertools:7" in host.log())
    shown = lam.get_function_configuration(FunctionName="foreign")
    assert [one["Arn"] for one in shown["Layers"]] == [arn]


def test_without_a_mount_namespace_layers_are_found_and_it_is_told(tmp_path):
    confined = ("echo 0 >/proc/sys/user/max_user_namespaces; exec setpriv "
                '--bounding-set -sys_admin --inh-caps -sys_admin "$@"')
    host = store_host(tmp_path / "data",
                      wrap=("unshare", "-Ur", "sh", "-c", confined, "sh"))
    try:
        lam = client(host)
        publish(lam, "found", {"python/shared.py": "X = 'found'\n"})
        create(lam, "finds", python("return shared.X"), Runtime="python3.12",
               Handler="app.handler", Layers=[ARN % ("found", 1)])
        assert result(lam, "finds") == "found"
        assert wait_for(lambda: "the layers are not at /opt" in host.log())
    finally:
        host.close()


def too_large(size):
    return ("Function code combined with layers exceeds the maximum allowed "
            f"size of 262144000 bytes. The actual size is {size} bytes.")


@pytest.mark.plain
def test_code_and_layers_together_are_bounded(host):
    """262,144,000 bytes unpacked, in each operation that brings either."""
    lam = client(host)
    half = 131072000
    for name, size in (("half", half), ("more", half + 1)):
        lam.publish_layer_version(LayerName=name, Content={
            "ZipFile": zipped(("etc/" + name, b"0" * size))})

    def refused(call, **more):
        with pytest.raises(ClientError) as error:
            call(FunctionName="large", **more)
        told = error.value.response["Error"]
        assert told["Code"] == "InvalidParameterValueException"
        return told["Message"]

    small = node("return 1;")
    bytes_ = len("export const handler = async (event) => { return 1; };")
    both = [ARN % ("half", 1), ARN % ("more", 1)]
    new = {"Runtime": "nodejs22.x", "Handler": "index.handler",
           "Role": "arn:aws:iam::000000000000:role/r"}
    assert refused(lam.create_function, Code={"ZipFile": small}, Layers=both,
                   **new) == too_large(2 * half + 1 + bytes_)
    create(lam, "large", small, Layers=both[:1])
    assert refused(lam.update_function_configuration, Layers=both) == (
        too_large(2 * half + 1 + bytes_))
    much = zipped(("data", b"0" * (half + 1)))
    for dry in (True, False):
        assert refused(lam.update_function_code, ZipFile=much,
                       DryRun=dry) == too_large(2 * half + 1)
    shown = lam.get_function_configuration(FunctionName="large")
    assert [one["Arn"] for one in shown["Layers"]] == both[:1]
    assert result(lam, "large") == 1
    # So much is allowed, and what was refused is not counted.
    lam.update_function_code(FunctionName="large", DryRun=True,
                             ZipFile=zipped(("data", b"0" * half)))
    lam.update_function_configuration(FunctionName="large", Layers=[])
    settled(lam, "large")
    lam.update_function_configuration(FunctionName="large", Layers=both[1:])
    settled(lam, "large")
    for name in ("half", "more"):
        lam.delete_layer_version(LayerName=name, VersionNumber=1)
    lam.delete_function(FunctionName="large")


def test_layers_outlive_the_host(tmp_path):
    host = store_host(tmp_path / "data")
    lam = client(host)
    publish(lam, "lasting", {"python/shared.py": "X = 'lasting'\n"})
    host.close()
    host = store_host(tmp_path / "data")
    try:
        lam = client(host)
        create(lam, "later", python("return shared.X"), Runtime="python3.12",
               Handler="app.handler", Layers=[ARN % ("lasting", 1)])
        assert result(lam, "later") == "lasting"
    finally:
        host.close()
