"""examples/report on AWS: its template, and its reports in S3."""

import os
import pathlib
import re
import subprocess
import sys

from parts import ROOT

REPORT = ROOT / "examples" / "report"
SHELF = """
import sys; sys.path.insert(0, sys.argv[1])
import shelf
shelf = shelf.open_shelf("s3://reports/sales/")
assert shelf.days() == [] and shelf.get("2026-03-29.html") is None
for day in ("2026-03-29", "2026-03-30"):
    shelf.put(f"{day}.html", "<p>größer"); shelf.put(f"{day}.csv", "a,b")
print(shelf.days(), shelf.get("2026-03-29.html"))
"""


def test_reports_are_kept_in_s3(cloud):
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key="sales/notes.txt", Body=b"")
    done = subprocess.run(
        [sys.executable, "-c", SHELF, REPORT / "sales"], capture_output=True,
        text=True, timeout=60, env={
            **os.environ, "AWS_ENDPOINT_URL_S3": cloud.url, "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "y"})
    assert done.returncode == 0, done.stderr
    assert done.stdout == "['2026-03-30', '2026-03-29'] <p>größer\n"
    kept = s3.head_object(Bucket="reports", Key="sales/2026-03-29.csv")
    assert kept["ContentType"] == "text/csv; charset=utf-8"


def test_its_template_is_one_and_names_what_is_there():
    template = REPORT / "aws.yaml"
    done = subprocess.run([ROOT / "build/tools/bin/cfn-lint", template],
                          capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout
    text = template.read_text()
    code = (REPORT / "sales" / "report.py").read_text()
    module, handler = re.search(r"Handler: (\w+)\.(\w+)", text).groups()
    assert pathlib.Path(REPORT / "sales" / f"{module}.py").exists()
    assert f"def {handler}(" in code
    used = set(re.findall(r"\bREPORT_\w+", code)) - {"REPORT_WEBHOOK"}
    assert set(re.findall(r"^ +(REPORT_\w+):", text, re.M)) == used
