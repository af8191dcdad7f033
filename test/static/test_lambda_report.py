"""The script for real Lambda, on the host: layers at /opt, each engine that has a
layer here, a report, and nothing left."""

import json
import os
import re
import subprocess

import boto3
from conftest import HERE, make
from parts import ROOT, clean_env

ROLE = "arn:aws:iam::000000000000:role/report"
KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1"}


def test_it_reports_and_leaves_nothing(tmp_path):
    make("layer", "layer-qjs", f"ARCH={HERE}")
    words = [ROOT / "build/dayfly", "serve", "--listen", "127.0.0.1:0", "--data",
             tmp_path / "data"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as host:
        url = re.search(r"http://\S+", host.stdout.readline())[0]
        try:
            done = subprocess.run(
                [ROOT / "build/venv/bin/python", ROOT / "test/lambda/report.py",
                 "--role", ROLE, "--endpoint", url, "--engines", "sh,qjs",
                 "--warm", "5", "--cold", "2", "--out", tmp_path / "report"],
                capture_output=True, text=True, timeout=120, env=clean_env(**KEYS))
            assert done.returncode == 0, done.stderr
            lam = boto3.client("lambda", endpoint_url=url, region_name="us-east-1",
                               aws_access_key_id="x", aws_secret_access_key="x")
            assert lam.list_functions()["Functions"] == []
            assert lam.list_layers()["Layers"] == []
        finally:
            host.terminate()
    calls = json.loads((tmp_path / "report.json").read_text())["calls"]
    assert {name: len(of["warm"]) for name, of in calls.items()} == {"sh": 5, "qjs": 5}
    assert all(call["Duration"] > 0 for of in calls.values() for call in of["warm"])
    text = (tmp_path / "report.md").read_text()
    assert re.search(r"^\| qjs \| .* \| \d", text, re.M), text
    assert os.listdir(tmp_path / "data")
