"""Every command that a README shows is run as it stands there, or there is a
reason here why not; the functions that it shows are served and called. What
else the documents name: test_documents.py."""

import json
import os
import re
import subprocess

import pytest
from parts import ROOT, TOOLS, clean_env
from places import skip_without_namespaces
from readme_blocks import blocks_of

# Pages whose commands are run, and those whose other tests run them.
RUN = ["README.md", "bridge/README.md", "bootstrap/README.md",
       "host/README.md", "examples/README.md", "test/bench/README.md",
       "test/conformance/README.md"]
ELSEWHERE = ["layer/README.md", "docker/README.md", "examples/report/README.md",
             "examples/shop/README.md", "examples/webhook-bot/README.md"]
READMES = [*RUN, *ELSEWHERE]

# Command, and why it is not run here. What is not named is run.
REASONS = (
    (r"make( test)?\b(?! run)", "it is what runs this test"),
    (r"make (bench|check|conformance|fuzz|lint|clean|static|qjs|release)\b",
     "a stage of its own, or minutes"),
    (r"make layer\b", "test_sam.py and the tests of the zips run it"),
    (r"make (deploy-|create-function|function-url|update-|invoke|logs|delete)",
     "test_deploy.py runs it, with moto in AWS's place"),
    (r"aws lambda (publish-version|update-function|delete-layer)",
     "test_attach.py runs it, with moto in AWS's place"),
    (r"make docker-", "make test-docker runs it"),
    (r"make packages", "test/static/test_packages.py makes and installs them"),
    (r"dayfly init \S+ --runtime python && dayfly deploy",
     "test_host_init.py and test_host_deploy.py run it"),
    (r"make test-", "a target of its own"),
    (r"build/venv/bin/python test/bench/lambda", "test_lambda.py runs it"),
    (r"(docker|podman) ", "make test-docker runs such containers"),
    (r"sam ", "make test-sam runs it"),
    (r"(cd|export) ", "nothing to see"),
    (r"dayfly serve$|curl \S+:9000/hello$|dayfly invoke HelloWorldFunction",
     "in a SAM project: test/project serves one"),
    (r"curl .*functions/function/", "the emulator in a container"),
    (r"git clone", "there is no network here"),
    (r"(aws lambda update-function-configuration|dayfly hook create)",
     "test_host_example_bot.py and test_example_bot.py do it"),
    (r"(build/)?dayfly (serve .*examples/|invoke sales|queue +# the queues)|"
     r"curl http://127.0.0.1:9000/api/products",
     "test_host_example_report.py, …_shop.py and …_bot.py do it"),
    (r"dayfly serve$|curl http://127.0.0.1:9000/hello$|dayfly invoke HelloWorld",
     "test/project and test/host serve such projects"),
    (r"dayfly (keys|serve) .*--data DIR|curl .*AWS_SECRET_ACCESS_KEY",
     "test_host_callers.py and test_host_network.py run it, with keys"),
    (r"(build/)?dayfly (deploy|releases|rollback)|dayfly invoke hello:live",
     "test_host_deploy.py runs it, and test_deploy_binary.py for AWS"),
    (r"sudo ", "test_install.py and test_host_upgrade.py do it below a folder"),
    (r"dayfly (doctor|backup)", "test_host_doctor.py, test_host_backup.py run it"),
    (r"aws lambda (create-function|wait|invoke) ",
     "the tests of host functions made by API do it, with boto3"),
    (r"aws (sqs|lambda create-event-source-mapping) ",
     "test_host_sqs.py and test_host_mappings.py do it, with boto3"),
    (r"(dayfly|aws) logs ", "test_host_logs_command.py runs it"),
    (r"dayfly hook ", "test_host_hooks_by_api.py runs it"),
    (r"(aws scheduler|dayfly schedule (create|list|next)) ?",
     "test_host_schedules.py does it"),
    (r"aws events ", "test_host_rules.py does it, with boto3"),
    (r"(build/)?dayfly serve", "it serves until Ctrl-C; alone.py runs it"),
)

# A block of code that is a function: how its paragraph begins, and its file.
FUNCTIONS = (
    ("**JavaScript**", "index.mjs", None),
    ("**TypeScript**", "index.ts", None),
    ("**Shell**", "handler.sh", {"handler": "handler.sh"}),
    ("**Python**", "lambda_function.py", None),
)


def blocks():
    return [(path, block) for path in READMES
            for block in blocks_of((ROOT / path).read_text())]


def reason_for(command):
    bare = re.sub(r"^([A-Z_]+=\S* )+", "", command)
    return next((why for pattern, why in REASONS
                 if re.match(pattern, bare)), None)


def runnable():
    found = []
    for path, block in blocks():
        for command in block.commands:
            if path in RUN and not reason_for(command):
                found.append(command)
    return found


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    """The folder of the README's own functions."""
    home = tmp_path_factory.mktemp("readme") / "my-functions"
    for path, block in blocks():
        for begins, file, manifest in FUNCTIONS:
            if path in RUN and block.before.startswith(begins):
                name = begins.strip("*").lower()
                name = "greet" if name == "javascript" else name
                folder = home / name
                folder.mkdir(parents=True)
                (folder / file).write_text(block.text)
                (folder / file).chmod(0o755)
                if manifest:
                    (folder / "dayfly.json").write_text(json.dumps(manifest))
    return home


@pytest.fixture(scope="module")
def outcomes(functions, tmp_path_factory):
    """What came of each command, run in a tree like a clone that was built."""
    skip_without_namespaces("--net")
    tree = functions.parent
    for path in ROOT.iterdir():
        if path.name not in ("build", ".git"):
            (tree / path.name).symlink_to(path)
    (tree / "build").mkdir()
    for name in ("bin", "venv", "tools", "bootstrap", "dayfly", "obj"):
        if (ROOT / "build" / name).exists():
            (tree / "build" / name).symlink_to(ROOT / "build" / name)
    subprocess.run(["make", "-s", "-C", ROOT, f"B={tree}/build", "examples"],
                   check=True, capture_output=True)
    # What curl is told by a server to have gone wrong is a failure here.
    (tree / ".curlrc").write_text("fail-with-body\n")
    (tree / "commands.json").write_text(json.dumps(runnable() + [
        f"build/dayfly invoke {folder.name} -d '{{\"name\":\"you\"}}'"
        for folder in sorted(functions.iterdir())]))
    done = subprocess.run(
        ["unshare", "--net", "/usr/bin/python3",
         ROOT / "test/ship/alone.py", "commands.json", "build/examples",
         "my-functions"], cwd=tree, capture_output=True, text=True, timeout=110,
        env=clean_env(CI="1", CURL_HOME=tree, PATH=f"{TOOLS}:{ROOT}/build/tools/bin:"
                      f"/usr/bin:/bin:{os.environ['PATH']}",
                      AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="x",
                      AWS_SECRET_ACCESS_KEY="x"))
    assert done.returncode == 0, done.stderr
    return {one["command"]: one for one in json.loads(done.stdout)}


def test_every_command_elsewhere_has_its_reason():
    for path, block in blocks():
        for command in block.commands:
            assert path in RUN or reason_for(command), (path, command)


def test_there_are_commands_and_functions(functions):
    assert len(runnable()) >= 7
    assert {"greet", "typescript", "python", "shell"} == {
        path.name for path in functions.iterdir()}


@pytest.mark.parametrize("command", runnable())
def test_a_command_of_the_readme_works(outcomes, command):
    told = outcomes[command]
    assert told["code"] == 0, told
    assert told["out"].strip(), told
    # make run shows one failure.
    assert told["out"].count("errorMessage") == command.startswith("make run"), told


@pytest.mark.parametrize("name", ["greet", "typescript", "python", "shell"])
def test_a_function_of_the_readme_answers(outcomes, functions, name):
    told = next(one for command, one in outcomes.items()
                if f"invoke {name} " in command)
    assert told["code"] == 0, told
    assert json.loads(told["out"])["message"] == "Hello, you!"


def test_a_python_snippet_of_the_readme_is_python():
    found = [block.text for path, block in blocks()
             if block.text.startswith(("for ", "import "))]
    for text in found:
        compile(text, "README.md", "exec")
