"""Strict isolation as a plain user: modes, times and owners of files carry nothing
to the next event, and the private folder is as any other."""

import json
import os
import shutil
import subprocess

import pytest
from parts import ROOT, clean_env, once, write
from sandbox_cases import bootstrap, function_of_all, lacks, program
from sandbox_table import USER

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not root")

LEAVES = """
#!/usr/bin/python3
import ctypes, errno, json, os, pathlib, sys
own = pathlib.Path("f.sh").resolve()
private = os.environ["TMPDIR"]
root = os.path.dirname(private)
told = {}
def attempt(name, what):
    try:
        what(); told[name] = "done"
    except OSError as e:
        told[name] = errno.errorcode[e.errno]
link = private + "/link"
os.symlink(own, link)
fd, folder = os.open(own, os.O_RDONLY), os.open(".", os.O_RDONLY)
attempt("chmod", lambda: os.chmod(own, 0o100))
attempt("chmod by a link", lambda: os.chmod(link, 0o100))
attempt("chmod by /proc", lambda: os.chmod("/proc/self/cwd/f.sh", 0o100))
attempt("chmod by a root in /proc", lambda: os.chmod(f"/proc/self/root{own}", 0o100))
attempt("fchmod", lambda: os.fchmod(fd, 0o100))
attempt("fchmodat", lambda: os.chmod("f.sh", 0o100, dir_fd=folder))
attempt("mode of the folder", lambda: os.fchmod(folder, 0o100))
attempt("chgrp", lambda: os.chown(own, -1, os.getgid()))
attempt("times", lambda: os.utime(own, (1, 2)))
attempt("times by a descriptor", lambda: os.utime(fd, (1, 2)))
attempt("times by a link", lambda: os.utime(link, (1, 2)))
attempt("times of the folder", lambda: os.utime(".", (1, 2)))
attempt("mode above", lambda: os.chmod(root, 0o711))
attempt("mode above, by ..", lambda: os.chmod(private + "/..", 0o711))
attempt("times above", lambda: os.utime(root, (1, 2)))
attempt("attribute", lambda: os.setxattr(own, "user.x", b"1"))
attempt("mount", lambda: ctypes.CDLL(None, use_errno=True).mount(None, b"/", None, 0x1020, None)
        and (_ for _ in ()).throw(OSError(ctypes.get_errno(), "")))
attempt("a hard link", lambda: os.link(own, private + "/hard"))
print(json.dumps(told))
"""

WORKS = """
#!/bin/bash
set -e
cd "$TMPDIR"
printf '#!/bin/sh\\necho ran\\n' >x && chmod 700 x && ./x >&2
chmod 0 x && chmod 640 x && touch -d 2001-02-03 x
cp -p x y && [ "$(stat -c %Y-%a y)" = "$(stat -c %Y-%a x)" ]
mkdir -p d/e && cp -a x d/e && chmod 500 d/e && chmod 700 d/e
tar -cf t.tar d x && mkdir o && tar -xpf t.tar -C o
[ "$(stat -c %Y-%a o/x)" = "$(stat -c %Y-%a x)" ]
mv o p && ln p/x hard && ln -s x soft && mkfifo fifo && rm -r p
echo '"fine"'
"""

NAMES = {"lambda_function.py": """
import os
def lambda_handler(event, context):
    try:
        os.chmod(__file__, 0)
    except OSError as e:
        told = e.strerror
    open(os.environ["TMPDIR"] + "/x", "w").close()
    os.chmod(os.environ["TMPDIR"] + "/x", 0o700)
    os.utime(os.environ["TMPDIR"] + "/x", (1, 2))
    if event == "raise":
        os.chmod(__file__, 0)
    return told
""", "index.mjs": """
import fs from "node:fs";
export const handler = (event) => {
  const own = new URL(import.meta.url).pathname, mine = process.env.TMPDIR + "/x";
  let told = "done";
  try { fs.chmodSync(own, 0); } catch (e) { told = e.code; }
  fs.writeFileSync(mine, ""); fs.chmodSync(mine, 0o700); fs.utimesSync(mine, 1, 2);
  return told;
};
"""}


def run(name, text, event="1", handler="f.sh", file="f.sh", user=USER, **keys):
    folder = function_of_all(name, text, **keys)
    if file != "f.sh":
        (folder / "f.sh").rename(folder / file)
    for path in [folder, *folder.iterdir()]:
        os.chown(path, user, user)
    done = subprocess.run(
        [program("without"), f"user={user}", bootstrap(), "--once", handler],
        input=event, capture_output=True, text=True,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=20,
                      DAYFLY_BRIDGE=ROOT / "build/bridge" / (
                          "runtime.py" if file[-1] == "y" else "runtime.js")))
    return folder, done


STRICT = {"isolation": "strict", "permissions": {"run": True, "read": True}}


@pytest.fixture(autouse=True)
def mounts():
    if lacks("mounts"):
        pytest.skip("this kernel has no user namespaces")


def test_no_event_leaves_words_in_modes_times_or_owners():
    folder, done = run("leaves", LEAVES, **STRICT)
    assert done.returncode == 0, done
    told = json.loads(done.stdout)
    assert set(told) and "done" not in told.values(), told
    assert told["chmod"] == told["times above"] == "EROFS"
    assert "mounts" in done.stderr
    again = run("leaves", LEAVES, **STRICT)[1]
    assert again.stdout == done.stdout
    shutil.rmtree(folder)


READS = """
#!/bin/sh
read -r names
[ "$names" = look ] || cat $names >/dev/null
echo "[$(stat -c %X a b c d | tr '\\n' ,) 0]"
"""


@pytest.mark.parametrize("user", [USER, 0], ids=["plain", "root"])
def test_no_event_leaves_words_in_the_times_of_what_it_reads(user):
    folder = function_of_all(f"reads-{user}", READS, **STRICT)
    for name in "abcd":
        write(folder, name, "x")
        os.utime(folder / name, (100, 200))
    before = [program("without"), f"user={user}"] if user else []
    seen = [once(folder, "f.sh", event, before=before, program=bootstrap()).json
            for event in (b"look\n", b"a c\n", b"look\n")]
    assert seen == [[100] * 4 + [0]] * 3
    shutil.rmtree(folder)


def test_a_private_folder_has_modes_and_times():
    done = run("works", WORKS, **STRICT)[1]
    assert (done.returncode, done.stdout) == (0, '"fine"\n'), done
    assert "ran" in done.stderr


def test_what_may_be_written_has_modes_and_times():
    folder = function_of_all("granted", "#!/bin/sh\n")
    (folder / "data").mkdir(exist_ok=True)
    keys = {**STRICT, "permissions": {"run": True, "read": True, "write": ["data"]}}
    text = WORKS.replace('"$TMPDIR"', "data && rm -rf ./*")
    done = run("granted", text, **keys)[1]
    assert (done.returncode, done.stdout) == (0, '"fine"\n'), done
    assert (folder / "data/y").exists()


def test_all_may_be_written_if_that_is_granted():
    keys = {**STRICT, "permissions": {"run": True, "read": True, "write": True}}
    done = run("all", LEAVES, **keys)[1]
    assert json.loads(done.stdout)["times"] == "done", done
    assert "mounts" not in done.stderr


@pytest.mark.parametrize("engine,file,code", [
    ("/usr/bin/python3", "lambda_function.py", "Read-only file system"),
    ("bun", "index.mjs", "EROFS"),
    # Where the interpreter refuses it by itself.
    ("node", "index.mjs", "ERR_ACCESS_DENIED"), ("deno", "index.mjs", "")])
def test_modules_are_told(engine, file, code):
    interpreter = shutil.which(engine)
    if not interpreter:
        pytest.skip(f"no {engine}")
    handler = "lambda_function.lambda_handler" if file[-1] == "y" else "index.handler"
    done = run(f"module-{os.path.basename(engine)}", NAMES[file], handler=handler, file=file,
               isolation="strict", interpreter=interpreter)[1]
    told = json.loads(done.stdout or "0")
    assert done.returncode == 0 and told != "done", done
    assert told == code or not code


def test_the_log_names_what_would_grant_it():
    done = run("raises", NAMES["lambda_function.py"], '"raise"',
               "lambda_function.lambda_handler", "lambda_function.py",
               isolation="strict")[1]
    assert '"permissions": {"write": ["' in done.stderr, done


def test_a_machine_without_them_says_so():
    folder = function_of_all("poor", LEAVES, **STRICT)
    done = subprocess.run(
        ["unshare", "--map-root-user", "sh", "-c",
         "echo 0 >/proc/sys/user/max_mnt_namespaces; exec \"$0\" --once f.sh",
         bootstrap()], input="1", capture_output=True, text=True,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=20))
    if "max_mnt_namespaces" in done.stderr:
        pytest.skip("it cannot be taken away here")
    assert "modes and times of files can carry words" in done.stderr, done
