"""The packages: each is installed as its users do, runs there, and leaves nothing."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest
from conftest import HERE, make
from parts import ROOT, clean_env

OUT = ROOT / "build/packages"
VERSION = re.search(r'"(.+)"', (ROOT / "common/version.h").read_text())[1]
ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}[HERE]


@pytest.fixture(scope="module", autouse=True)
def packages():
    make("packages", f"PACKAGED={HERE}")


def serve_and_invoke(dayfly, folder, expected):
    """Through what was installed: a new function, a host, a call."""
    env = clean_env(PATH=f"{pathlib.Path(dayfly).parent}:{ROOT}/build/bin:"
                         f"{os.environ['PATH']}")
    with subprocess.Popen([dayfly, "serve", "--listen", "127.0.0.1:0", folder],
                          stdout=subprocess.PIPE, text=True, env=env) as host:
        url = re.search(r"http://\S+", host.stdout.readline())[0]
        try:
            done = subprocess.run([dayfly, "invoke", "greet", "--endpoint", url,
                                   "-d", '{"name": "you"}'], capture_output=True,
                                  text=True, timeout=60, env=env)
            assert expected in done.stdout, done.stderr
        finally:
            host.terminate()


def init(dayfly, tmp_path, runtime):
    subprocess.run([dayfly, "init", "greet", "--runtime", runtime], cwd=tmp_path,
                   check=True, capture_output=True)
    return tmp_path / "greet"


def test_the_wheel_is_installed_runs_and_goes(tmp_path):
    wheel, = OUT.glob(f"dayfly-{VERSION}-*{HERE}*.whl")
    place = tmp_path / "venv"
    subprocess.run([ROOT / "build/venv/bin/python", "-m", "venv", place], check=True)
    pip = [place / "bin/python", "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-index", wheel], check=True)
    serve_and_invoke(place / "bin/dayfly", init(place / "bin/dayfly", tmp_path, "python"),
                     "you")
    subprocess.run([*pip, "uninstall", "-y", "dayfly"], check=True)
    assert not [path for path in place.rglob("*dayfly*")]


def test_the_package_for_npm_runs_in_a_project(tmp_path):
    (tmp_path / "package.json").write_text('{"name": "project", "private": true}')
    subprocess.run(["npm", "install", "--offline", "--no-audit", "--no-fund",
                    OUT / f"dayfly-{VERSION}.tgz"], cwd=tmp_path, check=True,
                   capture_output=True, env=clean_env(HOME=str(tmp_path)))
    dayfly = tmp_path / "node_modules/.bin/dayfly"
    serve_and_invoke(dayfly, init(dayfly, tmp_path, "node"), "you")
    said = subprocess.run(["npm", "exec", "--offline", "--", "dayfly", "--version"],
                          cwd=tmp_path, check=True, capture_output=True, text=True,
                          env=clean_env(HOME=str(tmp_path)))
    assert said.stdout.strip() == f"dayfly {VERSION}"


# On a copy of this machine's root that is thrown away.
IN_A_COPY = r"""
set -eu
mount -t tmpfs none "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
for one in proc sys dev; do mount --rbind "/$one" "$1/root/$one"; done
cp "$2" "$1/root/tmp/dayfly.deb"
chroot "$1/root" sh -eux -c '
    export PATH=/usr/sbin:/usr/bin:/sbin:/bin
    dpkg -i /tmp/dayfly.deb
    id dayfly
    rm -rf /var/lib/dayfly  # what somebody has served on this machine
    install -d -o dayfly /var/lib/dayfly
    command=$(sed -n "s/^ExecStart=//p" /usr/lib/systemd/system/dayfly.service)
    setpriv --reuid dayfly --regid dayfly --clear-groups $command --listen 127.0.0.1:9417 &
    host=$!
    cd /tmp && rm -rf greet && dayfly init greet --runtime shell
    n=0; until dayfly list --endpoint http://127.0.0.1:9417 || [ $n = 50 ]; do
        n=$((n + 1)); sleep 0.1; done
    dayfly deploy greet --endpoint http://127.0.0.1:9417
    dayfly invoke greet:live --endpoint http://127.0.0.1:9417 -d "{\"name\": \"you\"}"
    kill $host; wait $host || true
    wait=$(sed -n "s/^ExecStartPre=//p" \
        /usr/lib/systemd/system/dayfly.service.d/upgrade.conf | sed "s/[$][$]/$/g")
    /var/lib/dpkg/info/dayfly.prerm upgrade 9.9
    if timeout 1 sh -c "$wait"; then exit 1; fi
    /var/lib/dpkg/info/dayfly.postinst configure 9.9
    timeout 1 sh -c "$wait"
    ls /usr/share/man/man1/dayfly-serve.1.gz /usr/share/bash-completion/completions/dayfly
    dpkg -r dayfly
    if [ -e /usr/bin/dayfly ]; then exit 1; fi
    ls -d /var/lib/dayfly/*
    dpkg -P dayfly
    if ls -d /var/lib/dayfly; then exit 1; fi
    echo all is well
'
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="dpkg needs root")
def test_the_debian_package_is_installed_runs_and_goes(tmp_path):
    deb = OUT / f"dayfly_{VERSION}_{ARCHITECTURE}.deb"
    if not shutil.which("adduser"):
        pytest.skip("no adduser: not a Debian")
    done = subprocess.run(["unshare", "-m", "-p", "-f", "--propagation", "private", "sh", "-c",
                           IN_A_COPY, "sh", tmp_path, deb], capture_output=True,
                          text=True, timeout=120, env=clean_env())
    assert done.stdout.endswith("all is well\n"), done.stdout + done.stderr
    assert "you" in done.stdout


@pytest.mark.skipif(not shutil.which("lintian"), reason="no lintian")
def test_the_debian_package_is_clean(packages):
    done = subprocess.run(["lintian", "--allow-root", "--fail-on", "warning",
                           OUT / f"dayfly_{VERSION}_{ARCHITECTURE}.deb"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_packages_are_the_same_twice(tmp_path):
    before = {path.name: path.read_bytes() for path in OUT.glob("dayfly*") if path.is_file()}
    make("packages", f"PACKAGED={HERE}")
    assert before == {name: (OUT / name).read_bytes() for name in before}
