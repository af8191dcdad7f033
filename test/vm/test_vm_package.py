"""The package on a machine with systemd, from its installation to its removal."""

import json
import subprocess
import threading

import pytest
from functions import KEEPS, made, until
from stored import result

HELLO = "def handler(event, context):\n    return event.get('n')\n"
KILLS = """
import os
def handler(event, context):
    try:
        os.kill(event["pid"], event.get("signal", 0))
        return "sent"
    except PermissionError:
        return "refused"
"""


@pytest.fixture(scope="module")
def newer(package, tmp_path_factory):
    """The same package, with the next version."""
    folder = tmp_path_factory.mktemp("newer")
    subprocess.run(["dpkg-deb", "-R", package, folder / "root"], check=True)
    control = folder / "root/DEBIAN/control"
    text = control.read_text()
    control.write_text(text.replace("Version: ", "Version: 9", 1))
    # Its programs are in a folder of their own.
    old, = (path for path in (folder / "root/usr/lib/dayfly").iterdir())
    new = old.with_name("1" * 12)
    old.rename(new)
    link = folder / "root/usr/bin/dayfly"
    link.unlink()
    link.symlink_to(f"../lib/dayfly/{new.name}/dayfly")
    (folder / "root/DEBIAN/md5sums").unlink()
    out = folder / "newer.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "--build",
                    folder / "root", out], check=True, stdout=subprocess.DEVNULL)
    return out


class Caller(threading.Thread):
    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.calls, self.errors, self.ending = url, 0, [], False

    def run(self):
        lam = made(self.url)
        while not self.ending:
            try:
                assert result(lam, "hello", {"n": self.calls}) == self.calls
                self.calls += 1
            except Exception as error:
                # An emulated machine needs seconds for an interpreter.
                if "Init timed out" not in repr(error):
                    self.errors.append(repr(error))


def test_no_call_is_lost_while_the_package_is_upgraded(installed, newer):
    made(installed.url, hello=(HELLO, 128))
    callers = [Caller(installed.url) for _ in range(3)]
    for caller in callers:
        caller.start()
    until(lambda: all(caller.calls > 3 for caller in callers))
    installed.run("dpkg -i /root/newer.deb",
                  files={"/root/newer.deb": newer.read_bytes()})
    after = [caller.calls for caller in callers]
    until(lambda: all(c.calls > n + 3 for c, n in zip(callers, after)))
    for caller in callers:
        caller.ending = True
        caller.join(60)
    assert [caller.errors for caller in callers] == [[]] * 3
    assert "/1111" in installed.run("readlink /proc/$(pgrep -ox dayfly)/exe")


def test_events_that_wait_run_after_a_reboot(installed):
    installed.run("mkdir -m 777 /var/lib/dayfly-seen")
    lam = made(installed.url, keeps=(KEEPS, 128))
    lam.put_function_concurrency(FunctionName="keeps",
                                 ReservedConcurrentExecutions=1)
    ids = [f"e{n}" for n in range(60)]
    for one in ids:
        lam.invoke(FunctionName="keeps", InvocationType="Event",
                   Payload=json.dumps({"id": one}))
    installed.run("setsid -f systemctl reboot")
    installed.process.wait(120)  # it boots once
    installed.start()
    until(lambda: set(ids) <= set(
        installed.run("cat /var/lib/dayfly-seen/seen").split()), 300)


def test_a_backup_serves_on_another_machine(installed, new_machine, package):
    made(installed.url, hello=(HELLO, 128))
    tar = installed.run("dayfly backup /root/copy >&2 && "
                        "tar -C /root -cz copy | base64 -w0")
    other = new_machine()
    other.install(package)
    other.run("systemctl stop dayfly.socket dayfly.service && "
              "base64 -d /root/copy.b64 | tar -C /root -xz && "
              "rm -rf /var/lib/dayfly && cp -a /root/copy /var/lib/dayfly && "
              "systemctl start dayfly.socket dayfly.service",
              files={"/root/copy.b64": tar.encode()})
    assert until(lambda: result(made(other.url), "hello", {"n": 7})) == 7


def test_what_a_function_can_signal_is_what_the_log_says(installed):
    """Landlock scopes signals from Linux 6.12 on."""
    lam = made(installed.url, kills=(KILLS, 128))
    pid = int(installed.run("systemctl show -P MainPID dayfly"))
    said = result(lam, "kills", {"pid": pid})
    release = installed.run("uname -r").split(".")
    scoped = (int(release[0]), int(release[1])) >= (6, 12)
    assert said == ("refused" if scoped else "sent")
    if scoped:
        return
    lam.invoke(FunctionName="kills", InvocationType="Event",
               Payload=json.dumps({"pid": pid, "signal": 9}))
    until(lambda: int(installed.run("systemctl show -P MainPID dayfly"))
          not in (0, pid))
    until(lambda: result(made(installed.url), "hello", {"n": 1}) == 1)


def test_the_removed_package_leaves_its_data_and_the_purged_one_nothing(
        installed):
    caller = Caller(installed.url)
    made(installed.url, hello=(HELLO, 128))
    caller.start()
    until(lambda: caller.calls > 3)
    installed.run("dpkg -r dayfly")
    caller.ending = True
    caller.join(60)
    assert caller.errors
    assert installed.run("pgrep -l 'dayfly|bootstrap' || true") == ""
    assert installed.run("find /sys/fs/cgroup -name '*dayfly*'") == ""
    assert installed.run("ls /var/lib/dayfly").split()
    installed.run("dpkg -P dayfly; ! test -e /var/lib/dayfly")
    assert installed.run("systemctl --failed --plain --no-legend") == ""
    assert installed.run(
        "systemctl list-unit-files 'dayfly*' --no-legend || true") == ""
