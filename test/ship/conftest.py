import json
import pathlib
import sys
import zipfile

import pytest

sys.path.append(str(pathlib.Path(__file__).parents[1] / "e2e"))

from cloud import REGION, Cloud  # noqa: E402
from deploying import environment  # noqa: E402
from zipping import pack  # noqa: E402


@pytest.fixture(scope="module")
def cloud():
    """What stands in for AWS."""
    running = Cloud()
    yield running
    running.stop()


@pytest.fixture
def function(tmp_path):
    folder = tmp_path / "greet"
    folder.mkdir()
    (folder / "index.mjs").write_text(
        "export const handler = ({ name }) => {\n"
        "  if (!name) throw new Error('nobody');\n"
        "  return `Hello, ${name}!`;\n};\n")
    (folder / "dayfly.json").write_text(
        '{"handler": "index.handler", "timeout": 7, "memory": 256}')
    (folder / "event.json").write_text('{"name": "you"}')
    return folder


@pytest.fixture
def zips(tmp_path):
    """A layer's zip needs only to be one: what is in the true ones, and that
    they run, is told elsewhere."""
    for kind in ("runtime", "deno"):
        with zipfile.ZipFile(tmp_path / f"{kind}.zip", "w") as z:
            z.writestr(f"bin/{kind}", kind)
    return tmp_path


@pytest.fixture
def keys(cloud, tmp_path):
    """The environment of somebody with an account, at moto's."""
    iam = cloud.client("iam")
    try:
        iam.create_role(RoleName="lambda-basic", AssumeRolePolicyDocument=(
            json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"Service": "lambda.amazonaws.com"}}]})))
    except iam.exceptions.EntityAlreadyExistsException:
        pass
    return environment(
        tmp_path, AWS_ENDPOINT_URL=cloud.url, AWS_ACCESS_KEY_ID="x",
        AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION=REGION)


@pytest.fixture
def code(tmp_path):
    folder = tmp_path / "code"
    folder.mkdir()
    return folder


@pytest.fixture
def packed(tmp_path, code):
    """packed(): ({name: mode, type and permissions}, what was printed)."""
    return lambda: pack(tmp_path / "out.zip", code)
