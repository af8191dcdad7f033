"""What is written for other people's tools is what those tools take: templates
by cfn-lint, manifests by the Kubernetes schemas, links and names by themselves.
With the tools at work: make test-sam, make test-docker."""

import re
import subprocess

import pytest
from parts import ROOT, clean_env

TOOLS = ROOT / "build/tools/bin"
YAML = """
import json, sys, yaml
print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))
"""


def read(path):
    import json
    done = subprocess.run([TOOLS / "python", "-c", YAML, ROOT / path],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["template", "layers", "functions"])
def test_a_template_is_sound(name):
    done = subprocess.run(
        [TOOLS / "cfn-lint", "--format", "parseable",
         ROOT / f"layer/{name}.yaml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_resource_has_its_target():
    made = set(re.findall(r"^build-(\w+):", (ROOT / "layer/Makefile")
                          .read_text(), re.M))
    named = set()
    for name in ("template", "layers", "functions"):
        text = (ROOT / f"layer/{name}.yaml").read_text()
        named |= {one for one, kind in re.findall(
            r"^  (\w+):\n    Type: (\S+)", text, re.M)
            if kind.startswith("AWS::Serverless::")}
    assert made == named


def test_an_image_for_another_machine_has_the_library_that_copies(tmp_path):
    """docker/image makes it; ELF says for whom it is (183: aarch64)."""
    for name in ("static/aarch64/bootstrap", "bin-aarch64/aws-lambda-rie", "bootstrap",
                 "dayfly", "bridge/runtime.js", "bridge/template-x86_64.so",
                 "examples/hello/index.mjs"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
        file.chmod(0o755)
    subprocess.run([ROOT / "docker/image", "stage"], check=True, cwd=ROOT,
                   env=clean_env(BUILD=tmp_path, ARCH="arm64"), timeout=100)
    found = {path.name for path in (tmp_path / "docker/runtime/dayfly").iterdir()}
    assert found == {"runtime.js", "template-aarch64.so"}
    library = tmp_path / "docker/runtime/dayfly/template-aarch64.so"
    assert library.read_bytes()[18] == 183


def validate(path):
    return subprocess.run([TOOLS / "kubernetes-validate", "--strict", path],
                          capture_output=True, text=True)


def test_the_manifests_are_what_kubernetes_takes():
    done = validate(ROOT / "docker/kubernetes.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pod_of_the_knative_service_is_what_kubernetes_takes(tmp_path):
    """Knative's own fields are in no registry's schemas; around them is a pod."""
    import json
    (told,) = read("docker/knative.yaml")
    assert (told["apiVersion"], told["kind"]) == (
        "serving.knative.dev/v1", "Service")
    spec = told["spec"]["template"]["spec"]
    # The emulator dies of a second call at once.
    assert spec.pop("containerConcurrency") == 1
    assert 1 <= spec.pop("timeoutSeconds") <= 600
    for key in told["spec"]["template"]["metadata"]["annotations"]:
        assert key.startswith("autoscaling.knative.dev/")
    (tmp_path / "pod.yaml").write_text(json.dumps({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"},
        "spec": spec}))
    done = validate(tmp_path / "pod.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_manifest_with_a_mistake_is_invalid(tmp_path):
    text = (ROOT / "docker/kubernetes.yaml").read_text()
    (tmp_path / "bad.yaml").write_text(
        text.replace("readOnlyRootFilesystem", "readOnlyRootFileSystem"))
    assert validate(tmp_path / "bad.yaml").returncode != 0


def test_the_pods_are_tight():
    pods = [read("docker/knative.yaml")[0]["spec"]["template"]["spec"]]
    pods += [one["spec"]["template"]["spec"] for one in
             read("docker/kubernetes.yaml") if one["kind"] == "Deployment"]
    for pod in pods:
        for one in pod["containers"]:
            told = one["securityContext"]
            assert told["runAsNonRoot"] and told["readOnlyRootFilesystem"]
            assert told["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in one["resources"]["limits"]


def test_compose_has_three_functions_on_loopback():
    (told,) = read("docker/compose.yaml")
    found = {}
    for name, one in told["services"].items():
        (port,) = one["ports"]
        found[name] = port, one["build"]["args"]["FUNCTION"]
        assert one["read_only"] and one["cap_drop"] == ["ALL"]
        assert (ROOT / "examples" / found[name][1]).is_dir()
    assert found == {
        "python": ("127.0.0.1:${PYTHON_PORT:-9000}:8080", "hello-py"),
        "go": ("127.0.0.1:${GO_PORT:-9001}:8080", "hello-go"),
        "node": ("127.0.0.1:${NODE_PORT:-9002}:8080", "hello")}


def test_the_version_is_one():
    version = re.search(r'VERSION "(.*)"', (ROOT / "common/version.h")
                        .read_text()).group(1)
    for path in ("docker/knative.yaml", "docker/kubernetes.yaml"):
        tags = re.findall(r"/dayfly\S*:(\S+)$", (ROOT / path).read_text(), re.M)
        assert tags and set(tags) == {version}
