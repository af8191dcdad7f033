"""Every allocation and every system call may fail once, at the worst place:
the answer is then the same, or an error with a name; never a crash, a hang,
silence or another answer."""

import json
import os
import shutil
import subprocess

import pytest
from parts import BIN, STATIC, clean_env, write
from wire import Wire

pytestmark = pytest.mark.timeout(400)

EVENT = b'{"a":[1,2,3]}'
ECHO = "#!/bin/sh\nexec cat\n"

FAILING = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/auxv.h>

static long at, count, on;

/* Counts from main() on, and only in the program the test started: what the
   loader does before is none of ours, nor are the handler's allocations. */
int __libc_start_main(int (*main_)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void),
                      void (*rtld)(void), void *end)
{
    int (*real)(int (*)(int, char **, char **), int, char **, void (*)(void),
                void (*)(void), void (*)(void), void *) =
        dlsym(RTLD_NEXT, "__libc_start_main");
    const char *n = getenv("FAIL_AT");
    at = n ? atol(n) : 0;
    unsetenv("FAIL_AT");
    unsetenv("LD_PRELOAD");
    on = n != NULL;
    return real(main_, argc, argv, init, fini, rtld, end);
}

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static int fails(void)
{
    if (!on || ++count != at)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t s) { return fails() ? NULL : __libc_malloc(s); }
void *calloc(size_t n, size_t s) { return fails() ? NULL : __libc_calloc(n, s); }
void *realloc(void *p, size_t s) { return fails() ? NULL : __libc_realloc(p, s); }

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("FAIL_COUNT");
    FILE *out = on && path ? fopen(path, "w") : NULL;
    if (out) {
        fprintf(out, "%ld", count);
        fclose(out);
    }
}
"""


def run(folder, *before, **env):
    return subprocess.run(
        [*map(str, before), str(BIN / "bootstrap"), "--once", "f.sh"],
        input=EVENT, capture_output=True, timeout=30,
        env=clean_env(LAMBDA_TASK_ROOT=folder, DAYFLY_TIMEOUT=5, **env))


def verdict(done):
    """"same", "error" or "told"; anything else is what must not be."""
    assert done.returncode >= 0, f"signal {-done.returncode}"
    if done.stdout == EVENT:
        assert done.returncode == 0 or done.stderr.strip(), "silence"
        return "same"
    assert done.returncode != 0, (done.stdout, done.stderr)
    if done.stdout:
        value = json.loads(done.stdout)
        assert value["errorType"] and value["errorMessage"], value
        return "error"
    assert done.stderr.strip(), "silence"
    return "told"


@pytest.fixture
def library(tmp_path):
    write(tmp_path, "f.sh", ECHO)
    (tmp_path / "failing.c").write_text(FAILING)
    path = tmp_path / "failing.so"
    subprocess.run([shutil.which("gcc") or "cc", "-shared", "-fPIC", "-O1",
                    "-w", "-o", path, tmp_path / "failing.c", "-ldl"],
                   check=True)
    return path


def serve_one(folder, **env):
    """One event over the wire, given again as long as it is asked for without
    an answer, as the platform does: what was posted, the bootstrap's exit
    status (None: it asked for another event), its log."""
    peer = Wire(folder, "f.sh", LD_PRELOAD=folder / "failing.so", **env)
    peer.listener.settimeout(0.01)
    posts = []
    try:
        for _ in range(1000):
            try:
                line, headers = peer.head()
                if line.startswith("POST"):
                    posts.append((line, peer.exactly(
                        int(headers["content-length"]))))
                    peer.say("202 Accepted")
                elif posts:
                    return posts, None, peer.log
                else:
                    peer.give(EVENT, seconds=5)
            except (TimeoutError, ConnectionError):
                peer.socket = None
                if peer.process.poll() is not None:
                    break
        return posts, peer.process.wait(10), peer.log
    finally:
        peer.listener.close()
        peer.process.terminate()
        try:
            peer.process.wait(10)
        except subprocess.TimeoutExpired:
            peer.process.kill()
            raise


def served(posts, code, log):
    """Without the memory to hear that its answer was taken, libcurl sends it
    once more, the same; the platform refuses that one."""
    assert len(posts) <= 2 and len(set(posts)) <= 1, posts
    if posts and "/error" in posts[0][0]:
        value = json.loads(posts[0][1])
        assert value["errorType"] and value["errorMessage"], value
        return "error"
    if posts:
        assert posts[0][1] == EVENT, posts
        return "same"
    assert code is not None and code > 0, f"no answer, status {code}"
    assert log.strip(), "silence"
    return "told"


# The sanitizers bring an allocator of their own, and before that of a static
# program nothing can be put.
if "san" not in BIN.parts and not STATIC:

    def test_each_allocation_of_an_event_may_fail(tmp_path, library):
        count = tmp_path / "count"
        assert served(*serve_one(tmp_path, FAIL_AT=0,
                                 FAIL_COUNT=count)) == "same"
        total = int(count.read_text())
        assert total > 100
        seen = []
        step = max(1, total // 200)
        for n in range(1, total + 1, step):
            try:
                seen.append(served(*serve_one(tmp_path, FAIL_AT=n)))
            except (AssertionError, subprocess.TimeoutExpired) as wrong:
                pytest.fail(f"allocation {n} of {total}: {wrong}")
        assert {"same", "told"} <= set(seen)

    def test_each_allocation_may_fail(tmp_path, library):
        count = tmp_path / "count"
        assert verdict(run(tmp_path, LD_PRELOAD=library, FAIL_AT=0,
                           FAIL_COUNT=count)) == "same"
        total = int(count.read_text())
        assert total > 10
        seen = set()
        for n in range(1, total + 1):
            done = run(tmp_path, LD_PRELOAD=library, FAIL_AT=n)
            try:
                seen.add(verdict(done))
            except AssertionError as wrong:
                pytest.fail(f"allocation {n} of {total}: {wrong}")
        assert {"error", "same"} <= seen


# Calls whose failure cannot be told from here: strace skips the call, so what
# should have been closed or killed is still there.
CALLS = {
    "pipe2": ["EMFILE", "ENFILE"],
    "?open,openat": ["EMFILE", "EACCES"],
    "read": ["EINTR", "EIO"],
    "write": ["EINTR", "EIO"],
    "writev": ["EINTR", "EAGAIN", "EIO"],
    "poll": ["EINTR", "ENOMEM"],
    "clone,clone3,vfork,fork": ["EAGAIN", "ENOMEM"],
    "waitid": ["EINTR", "EINVAL"],
    "kill": ["EPERM", "ESRCH"],
    "prctl": ["EINVAL", "EPERM"],
    "signalfd4": ["EMFILE"],
    "fcntl": ["EINVAL"],
    "getrandom": ["EINTR"],
}


@pytest.mark.parametrize("call", CALLS)
def test_each_system_call_may_fail(tmp_path, call):
    """Up to the 40th time it is made; those of the loader before main() too,
    whose own complaints are taken for telling."""
    write(tmp_path, "f.sh", ECHO)
    injected = 0
    for error in CALLS[call]:
        for when in range(1, 41):
            trace = tmp_path / "trace"
            done = run(tmp_path, "strace", "-o", trace, "-e",
                       f"trace={call}", "-e",
                       f"inject={call}:error={error}:when={when}")
            try:
                verdict(done)
            except AssertionError as wrong:
                pytest.fail(f"{error} of {call}, time {when}: {wrong}\n"
                            f"{trace.read_text()[-2000:]}")
            if "(INJECTED)" not in trace.read_text():
                break
            injected += 1
    assert injected or (STATIC and call == "getrandom")  # glibc's malloc asks
