"""layer/deploy as its users have it: by make, by itself."""

import subprocess

from parts import ROOT, clean_env

AWS = ROOT / "build/tools/bin/aws"
ROLE = "arn:aws:iam::123456789012:role/lambda-basic"


def environment(tmp_path, **more):
    return clean_env(
        HOME=tmp_path, AWS=AWS, AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=tmp_path / "config", PATH="/usr/bin:/bin",
        AWS_SHARED_CREDENTIALS_FILE=tmp_path / "credentials", **more)


def make(target, env, **variables):
    """make TARGET with variables: (exit status, stdout, stderr)."""
    done = subprocess.run(
        ["make", "-s", "-C", ROOT, "--no-print-directory", target]
        + [f"{name}={value}" for name, value in variables.items()],
        capture_output=True, text=True, env=env, timeout=120)
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def deploy(command, env, **variables):
    done = subprocess.run(
        [ROOT / "layer/deploy", *command.split()], cwd=ROOT,
        capture_output=True, text=True, timeout=120,
        env={**env, **{k: str(v) for k, v in variables.items()}})
    return done.returncode, done.stdout.strip(), done.stderr.strip()
