"""On real Lambda: layers, a function of each engine, cold and warm calls; a report
to send in. It needs an account, the permissions of lambda:*, and a role for the
functions:

    make layer layer-qjs layer-node layer-deno layer-bun
    build/venv/bin/python test/lambda/report.py --role ARN [--region R] [--engines LIST]

What it makes begins with dayfly-report- and is removed at the end, also after
Ctrl-C. About 60 invocations an engine: nothing that a bill shows. With --endpoint
it runs on a `dayfly serve --data DIR`, as the tests do.
"""

import argparse
import base64
import io
import json
import pathlib
import platform
import re
import statistics
import sys
import time
import zipfile

import boto3

ROOT = pathlib.Path(__file__).resolve().parents[2]
JAVASCRIPT = "export const handler = (event) => ({ n: event.n + 1 });\n"
SHELL = "#!/bin/sh\nread -r event\necho '{\"n\": 2}'\n"
# engine: (layers beside the runtime, file, text, handler, environment)
ENGINES = {
    "sh": ([], "run.sh", SHELL, "run.sh", {}),
    **{name: ([name], "index.mjs", JAVASCRIPT, "index.handler",
              {"DAYFLY_INTERPRETER": name})
       for name in ("qjs", "node", "deno", "bun")},
}
REPORT = re.compile(r"(Init Duration|Billed Duration|Duration|Max Memory Used): ([\d.]+)")
NAME = "dayfly-report-"


def arguments():
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--role", required=True, help="ARN of the functions' role")
    ask.add_argument("--region")
    ask.add_argument("--endpoint", help="a `dayfly serve` in the place of AWS")
    ask.add_argument("--engines", default=",".join(ENGINES))
    ask.add_argument("--arch", default=platform.machine(), choices=["x86_64", "aarch64"])
    ask.add_argument("--cold", type=int, default=5)
    ask.add_argument("--warm", type=int, default=50)
    ask.add_argument("--out", default="lambda-report", help="OUT.json and OUT.md")
    given = ask.parse_args()
    given.engines = given.engines.split(",")
    unknown = set(given.engines) - ENGINES.keys()
    if unknown:
        ask.error(f"--engines: {', '.join(sorted(unknown))}: none of {', '.join(ENGINES)}")
    return given


def layer_zip(kind, arch):
    path = ROOT / f"build/dayfly-{kind}-{arch}.zip"
    if not path.exists():
        made = "layer" if kind == "runtime" else f"layer-{kind}"
        sys.exit(f"report: {path} is missing: make {made} ARCH={arch}")
    return path.read_bytes()


def function_zip(name, text):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        one = zipfile.ZipInfo(name)
        one.external_attr = 0o100755 << 16
        file.writestr(one, text)
    return made.getvalue()


class Account:
    """What was made there, to be removed again."""

    def __init__(self, given):
        self.given = given
        self.lam = boto3.client("lambda", region_name=given.region,
                                endpoint_url=given.endpoint)
        self.layers, self.functions = {}, []

    def layer(self, kind):
        if kind not in self.layers:
            self.layers[kind] = self.lam.publish_layer_version(
                LayerName=f"{NAME}{kind}",
                Content={"ZipFile": layer_zip(kind, self.given.arch)})
        return self.layers[kind]["LayerVersionArn"]

    def function(self, engine):
        layers, file, text, handler, env = ENGINES[engine]
        name = NAME + engine
        arch = "arm64" if self.given.arch == "aarch64" else "x86_64"
        self.lam.create_function(
            FunctionName=name, Role=self.given.role, Runtime="provided.al2023",
            Handler=handler, Architectures=[arch], Timeout=30, MemorySize=1769,
            Layers=[self.layer(kind) for kind in ["runtime", *layers]],
            Environment={"Variables": env}, Code={"ZipFile": function_zip(file, text)})
        self.functions.append(name)
        self.lam.get_waiter("function_active_v2").wait(FunctionName=name)
        return name

    def forget_processes(self, name, env, n):
        """Another environment: the next call is a cold one."""
        self.lam.update_function_configuration(
            FunctionName=name, Environment={"Variables": {**env, "REPORT_N": str(n)}})
        self.lam.get_waiter("function_updated_v2").wait(FunctionName=name)

    def remove(self):
        for name in self.functions:
            self.lam.delete_function(FunctionName=name)
        for kind, made in self.layers.items():
            self.lam.delete_layer_version(LayerName=f"{NAME}{kind}",
                                          VersionNumber=made["Version"])


def invoke(lam, name):
    """{of the REPORT line, and "seen": ms at this client}"""
    begun = time.monotonic()
    answer = lam.invoke(FunctionName=name, Payload=json.dumps({"n": 1}), LogType="Tail")
    seen = (time.monotonic() - begun) * 1000
    body = json.load(answer["Payload"])
    if "FunctionError" in answer or body != {"n": 2}:
        raise SystemExit(f"report: {name} has answered {body}")
    log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
    return {"seen": seen, **{key: float(value) for key, value in REPORT.findall(log)}}


def measure(account, engine):
    given = account.given
    name = account.function(engine)
    cold, warm = [invoke(account.lam, name)], []
    for n in range(given.cold - 1):
        account.forget_processes(name, ENGINES[engine][4], n)
        cold.append(invoke(account.lam, name))
    for _ in range(given.warm):
        warm.append(invoke(account.lam, name))
    return {"cold": cold, "warm": warm}


def median(calls, key):
    found = [call[key] for call in calls if key in call]
    return f"{statistics.median(found):.1f}" if found else "-"


def table(results):
    lines = ["| engine | init, cold | duration, cold | seen, cold | duration, warm | seen, warm | memory |",
             "|---|---|---|---|---|---|---|"]
    for engine, calls in results.items():
        cold, warm = calls["cold"], calls["warm"]
        cells = (median(cold, "Init Duration"), median(cold, "Duration"),
                 median(cold, "seen"), median(warm, "Duration"), median(warm, "seen"),
                 median(warm, "Max Memory Used"))
        lines.append(f"| {engine} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    given = arguments()
    account, results = Account(given), {}
    try:
        for engine in given.engines:
            print(f"report: {engine} …", file=sys.stderr)
            results[engine] = measure(account, engine)
    finally:
        account.remove()
    version = re.search(r'"(.+)"', (ROOT / "common/version.h").read_text())[1]
    head = {"dayfly": version, "arch": given.arch, "region": account.lam.meta.region_name,
            "on": given.endpoint or "AWS", "date": time.strftime("%Y-%m-%d", time.gmtime())}
    out = pathlib.Path(given.out)
    out.with_suffix(".json").write_text(json.dumps({**head, "calls": results}, indent=1))
    text = (f"dayfly {version} on {head['on']}, {head['region']}, {given.arch}, "
            f"{head['date']}; medians in ms and MB\n\n{table(results)}\n")
    out.with_suffix(".md").write_text(text)
    print(text, end="")


if __name__ == "__main__":
    main()
