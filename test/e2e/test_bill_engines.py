"""The bill is right for every engine, whether or not its process had been
started ahead; and each of its numbers is of what it says."""

import json
import re
import subprocess

import pytest
from parts import interpreter, once, wait_for, write
from test_bill import bill, bills, in_five, within

pytestmark = pytest.mark.prompt

# Twice what is promised: a handler that looks at the kernel's count itself sees
# it in hundredths of a second.
MS = 600
# Uses ms of CPU time and touches MB.
JS = """
%s
const used = () => {
  const words = read("/proc/self/stat").split(") ")[1].split(" ");
  return (Number(words[11]) + Number(words[12])) * 10;
};
export const handler = ({ ms, mb }) => {
  const begun = used();
  globalThis.kept = new Uint8Array(mb << 20).fill(1);
  while (ms && used() < begun + ms) for (let i = 0; i < 1e5; i++);
  return "x".repeat(98);
};
"""
READS = {
    "node": 'import fs from "node:fs";\\nconst read = (path) => '
            'fs.readFileSync(path, "latin1");',
    "deno": "const read = (path) => Deno.readTextFileSync(path);",
    "qjs": 'import * as std from "qjs:std";\\nconst read = std.loadFile;',
}
READS["bun"] = READS["node"]
PYTHON = """
import time
def handler(event, context):
    end = time.process_time() + event["ms"] / 1000
    global kept
    kept = bytearray(event["mb"] << 20)
    while time.process_time() < end: pass
    return "x" * 98
"""
C = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void) {
    int ms = 0, mb = 0;
    if (scanf(" {\\"ms\\": %d, \\"mb\\": %d}", &ms, &mb) != 2) return 9;
    char *kept = malloc(((size_t)mb << 20) + 1);
    memset(kept, 1, (size_t)mb << 20);
    struct timespec t;
    do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    while (t.tv_sec * 1000 + t.tv_nsec / 1000000 < ms);
    printf("\\"%098d\\"", kept[0] ? 1 : 0);
}
"""


def function(folder, name):
    """What _HANDLER is, and the settings."""
    if name == "C":
        write(folder, "x.c", C)
        subprocess.run(["gcc", "-o", folder / "x", folder / "x.c"], check=True)
        return "x", {}
    env = {"DAYFLY_INTERPRETER": interpreter(name)}
    if name == "deno":
        env["DAYFLY_FLAGS"] = "--allow-all"
    if name == "python3":
        write(folder, "x.py", PYTHON)
    else:
        write(folder, "x.mjs", JS % READS[name].replace("\\n", "\n"))
    return "x.handler", env


@pytest.mark.plain
@pytest.mark.parametrize("spare", ["on", "off"])
@pytest.mark.parametrize("name", ["node", "deno", "bun", "qjs", "python3",
                                  "C"])
def test_cpu_time_and_memory_are_right_within_a_tenth(
        serve, tmp_path, name, spare):
    handler, env = function(tmp_path, name)
    server = serve("host", handler, timeout=30, DAYFLY_BILL=1,
                   DAYFLY_SPARE=spare, manifest={"memory": 4096}, **env)
    told = []

    def billed(ms, mb):
        event = b'{"ms": %d, "mb": %d}' % (ms, mb)
        assert server.invoke(event).code == 200
        told[:] = wait_for(lambda n=len(told): len(bills(server.log)) > n
                           and bills(server.log), what="the bill", seconds=20)
        assert (told[-1]["bytesIn"], told[-1]["bytesOut"]) == (len(event), 100)
        return told[-1]

    def as_wanted(ms, mb):
        """An event may come before anybody waits for it: then once more."""
        return wait_for(lambda: (found := billed(ms, mb))["spare"] ==
                        (spare == "on") and found, what="such an event",
                        seconds=20)

    def is_right():
        _, base, burnt, touched = [as_wanted(ms, mb) for ms, mb in
                                   [(0, 0), (0, 0), (MS, 0), (0, 200)]]
        # What a program on demand needs to start is on its bill, too.
        start = 0 if spare == "on" else base["cpuMs"]
        within(burnt["cpuMs"], MS + start)
        # Several threads at once use more than the time that passes.
        assert burnt["handlerMs"] >= MS / 2
        assert burnt["userMs"] + burnt["systemMs"] + 1 >= burnt["cpuMs"]
        within(touched["peakKiB"] - base["peakKiB"], 200 * 1024)

    in_five(is_right)


@pytest.mark.plain
def test_each_time_is_that_of_its_own_part(serve, tmp_path):
    write(tmp_path, "slow.sh",
          "#!/bin/sh\ntimeout 1.5 sh -c 'while :; do :; done'\n"
          f"exec {interpreter('node')} \"$@\"\n")
    write(tmp_path, "x.mjs", """
import fs from "node:fs";
await new Promise((done) => setTimeout(done, 400));
export const handler = async () => {
  await new Promise((done) => setTimeout(done, 100));
  for (let i = 0; i < 200; i++) fs.mkdirSync(`${process.env.TMPDIR}/${i}`);
  return 1;
};
""")
    (tmp_path / "node").symlink_to("slow.sh")
    server = serve("host", "x.handler", timeout=30, DAYFLY_BILL=1,
                   DAYFLY_SPARE="on", DAYFLY_INTERPRETER=tmp_path / "node")
    told = []
    for _ in range(2):  # at once: for the second nobody is ready
        server.invoke()
    told = wait_for(lambda: len(bills(server.log)) == 2 and bills(server.log),
                    what="two bills", seconds=20)
    for one in told:
        assert one["bootMs"] >= 1500
        assert 390 <= one["importMs"] < 1500
        assert 90 <= one["handlerMs"] < 1500
        assert one["teardownMs"] > 0.5
        # What it had waited for before is its own in the end, not the event's.
        assert one["cpuMs"] < (one["userMs"] + one["systemMs"]) / 2
    assert [one["spareReady"] for one in told] == [True, False]
    assert [one["spare"] for one in told] == [True, True]


def counted(tmp_path, code):
    """The bill of that and, to hold it against, of nothing."""
    write(tmp_path, "x.py", f"#!python\nimport mmap, os, time\n{code}\n"
          "print(1)\n")
    write(tmp_path, "y.py", "#!python\nimport mmap, os, time\nprint(1)\n")
    return bill(tmp_path, "x.py")[0], bill(tmp_path, "y.py")[0]


def test_faults_are_counted_by_kind(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * (1 << 20))
    told, start = counted(tmp_path, f"""
m = mmap.mmap(-1, 40 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
m.madvise(mmap.MADV_NOHUGEPAGE)
for at in range(0, 40 << 20, 4096): m[at] = 1
fd = os.open({str(tmp_path / "file")!r}, os.O_RDWR)
os.fsync(fd)
os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
m = mmap.mmap(fd, 1 << 20)
m.madvise(mmap.MADV_RANDOM)
for at in range(0, 1 << 20, 4096): m[at]
""")
    within(told["minorFaults"] - start["minorFaults"], 10240)
    # Where files are only in memory there are none.
    in_memory = "tmpfs" in once_filesystem(tmp_path)
    assert in_memory or told["majorFaults"] > start["majorFaults"]


def once_filesystem(folder):
    return subprocess.run(["stat", "-f", "-c", "%T", folder], text=True,
                          capture_output=True).stdout


def test_waits_are_not_evictions(tmp_path):
    told, start = counted(tmp_path, "for _ in range(200): time.sleep(0.001)")
    assert told["waits"] - start["waits"] >= 150
    told, start = counted(tmp_path, """
os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
for _ in range(2):
    if not os.fork():
        while time.process_time() < 0.2: pass
        os._exit(0)
os.wait(), os.wait()
""")
    assert told["evictions"] - start["evictions"] >= 5


def test_the_kernels_time_is_not_the_programs_own(tmp_path):
    told, start = counted(
        tmp_path, "while time.process_time() < 0.3: sum(range(100000))")
    assert told["userMs"] > 2 * told["systemMs"]
    told, start = counted(tmp_path, """
zeros = os.open("/dev/zero", os.O_RDONLY)
room = bytearray(1 << 20)
while time.process_time() < 0.3: os.readv(zeros, [room])
""")
    assert told["systemMs"] > 2 * (told["userMs"] - start["userMs"])


def test_it_names_the_sandbox_features_in_use(tmp_path):
    write(tmp_path, "x.sh", "#!/bin/sh\necho 1\n")
    (tmp_path / "dayfly.json").write_text(json.dumps(
        {"isolation": "strict", "permissions": {"read": True}}))
    log = once(tmp_path, "x.sh", DAYFLY_BILL=1).log
    [walls] = re.findall(r"dayfly: sandbox: (.*)", log)
    assert bills(log)[0]["tier"] == walls
