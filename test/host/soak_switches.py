"""Callers at work while code, aliases and releases are switched, a quarter of the
switches to code that does not start: each answer is wholly one version, and of
one that was current during the call; none fails. `python3 soak_switches.py
SWITCHES [KIND...]` runs it."""

import json
import pathlib
import shutil
import sys
import tempfile
import time

from changing import configuration
from hosting import Host, wait_for
from stored import client, create, settled, store_host, zip_of
from switching import CALLERS, Callers, Subject, files_of

RUNTIME = {"node": {"Runtime": "nodejs22.x", "Handler": "index.handler"},
           "python": {"Runtime": "python3.12",
                      "Handler": "lambda_function.lambda_handler"}}
FLAGS = {"deno": {"DAYFLY_FLAGS": "--allow-read --allow-env"}}


def is_broken(number):
    return number % 4 == 0


def code(engine, number, broken=False):
    return zip_of(files_of(engine, number, broken))


def tried(lam, name, engine, number):
    """Updates the code and waits for its end; true: it has been taken."""
    broken = is_broken(number)
    lam.update_function_code(FunctionName=name,
                             ZipFile=code(engine, number, broken))
    state = settled(lam, name)["LastUpdateStatus"]
    assert state == ("Failed" if broken else "Successful"), (number, state)
    return not broken


class Code:
    """UpdateFunctionCode."""

    def __init__(self, folder):
        self.host = store_host(folder / "data", "--quiet")
        self.lam = client(self.host)
        self.subjects = {}
        for engine, more in RUNTIME.items():
            create(self.lam, engine, code(engine, 0), **more)
            self.subjects[engine] = Subject(engine, 0)

    def switch(self, number):
        engine = ("node", "python")[number // 4 % 2]
        subject = self.subjects[engine]
        if not is_broken(number):
            subject.begin(number)
        tried(self.lam, engine, engine, number)
        subject.end()


class Alias:
    """An alias that is moved to a new version, and back: code and environment
    agree."""

    def __init__(self, folder):
        self.host = store_host(folder / "data", "--quiet")
        self.lam = client(self.host)
        self.subjects = {}
        self.versions = {}
        for engine, more in RUNTIME.items():
            create(self.lam, engine, code(engine, 0), Publish=True,
                   Environment={"Variables": {"SAYS": "0"}}, **more)
            self.lam.create_alias(FunctionName=engine, Name="live",
                                  FunctionVersion="1")
            self.subjects[engine] = Subject(engine, 0, "live")
            self.versions[engine] = {0: "1"}

    def publish(self, engine, number):
        """False: the code does not start, and so is no version."""
        self.lam.update_function_configuration(
            FunctionName=engine,
            Environment={"Variables": {"SAYS": str(number)}})
        settled(self.lam, engine)
        if tried(self.lam, engine, engine, number):
            made = self.lam.publish_version(FunctionName=engine)
            self.versions[engine][number] = made["Version"]
            return True
        try:
            self.lam.publish_version(FunctionName=engine)
        except self.lam.exceptions.ResourceConflictException:
            return False
        raise AssertionError(f"code {number} was published")

    def switch(self, number):
        engine = ("node", "python")[number // 4 % 2]
        subject = self.subjects[engine]
        if number % 4 == 3:
            number = max(n for n in self.versions[engine]
                         if n != subject.numbers[-1])
        elif not self.publish(engine, number):
            return
        subject.begin(number)
        self.lam.update_alias(FunctionName=engine, Name="live",
                              FunctionVersion=self.versions[engine][number])
        subject.end()


class Folder:
    """A served folder that is replaced through a link, of each engine."""

    def __init__(self, folder):
        self.folder = folder
        self.served = folder / "served"
        self.served.mkdir()
        self.subjects = {}
        for engine in ("node", "python", "deno", "bun"):
            self.place(engine, 0, False)
            self.subjects[engine] = Subject(engine, 0)
        self.host = Host(self.served, options=("--listen", "127.0.0.1:0",
                                               "--quiet"))
        for engine in self.subjects:  # before that there is no code that works
            assert self.host.invoke(engine).json == [0] * 5

    def place(self, engine, number, broken):
        to = self.folder / "all" / f"{engine}-{number}"
        to.mkdir(parents=True)
        for name, text in files_of(engine, number, broken).items():
            (to / name).write_text(text)
        if engine in ("deno", "bun"):
            (to / "dayfly.json").write_text(
                json.dumps({"interpreter": engine,
                            "env": FLAGS.get(engine, {})}))
        link = self.folder / "link"
        link.symlink_to(to)
        link.rename(self.served / engine)

    def switch(self, number):
        engine = list(self.subjects)[number // 4 % 4]
        subject = self.subjects[engine]
        if not is_broken(number):
            subject.begin(number)
        self.place(engine, number, is_broken(number))
        subject.end()
        expected = "Failed" if is_broken(number) else "Successful"
        wait_for(lambda: configuration(self.host, engine).get(
            "LastUpdateStatus") == expected)


class Release:
    """The alias of several functions, moved at once, and back."""

    def __init__(self, folder, functions=20):
        self.host = store_host(folder / "data", "--quiet")
        self.lam = client(self.host)
        self.names = {f"f{i}": ("node", "python")[i % 2]
                      for i in range(functions)}
        self.releases = {}
        for name, engine in self.names.items():
            create(self.lam, name, code(engine, 0), **RUNTIME[engine])
        self.release(0, self.publish(0))
        self.subjects = {name: Subject(name, 0, "live")
                         for name in self.names}

    def publish(self, number):
        """The version of each function with the code of this number."""
        versions = {}
        for name, engine in self.names.items():
            self.lam.update_function_code(FunctionName=name,
                                          ZipFile=code(engine, number))
        for name in self.names:
            assert settled(self.lam, name)["LastUpdateStatus"] == "Successful"
            versions[name] = self.lam.publish_version(
                FunctionName=name)["Version"]
        return versions

    def post(self, path, **body):
        answer = self.host.request("POST", "/_dayfly/releases" + path,
                                   json.dumps({"alias": "live", **body}).encode())
        assert answer.status < 300, answer.body
        return answer.json["release"]

    def release(self, number, versions):
        self.releases[number] = self.post("", functions=versions)

    def switch(self, number):
        new = number % 8 == 1
        versions = self.publish(number) if new else None
        at = self.subjects["f0"].numbers[-1]
        others = [n for n in self.releases if n != at]
        back = number if new else others[number % len(others)]
        for subject in self.subjects.values():
            subject.begin(back)
        if new:
            self.release(back, versions)
        else:
            self.post(f"/{self.releases[back]}/restore")
        for subject in self.subjects.values():
            subject.end()
        if not new:
            time.sleep(0.5)


KINDS = (Code, Folder, Alias, Release)


def switches(kind, folder, count, callers=CALLERS, **more):
    """(calls, wrong ones, seconds)"""
    made = kind(folder, **more)
    begun = time.monotonic()
    callers = Callers(made.host.port, list(made.subjects.values()), callers)
    try:
        with callers:
            for number in range(1, count + 1):
                made.switch(number)
        return callers.calls, callers.wrong, time.monotonic() - begun
    except AssertionError as e:
        raise AssertionError(number, callers.wrong[:5]) from e
    finally:
        made.host.close()


def main(count, *names):
    failed = False
    for kind in (k for k in KINDS if not names or k.__name__ in names):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="dayfly-switches-"))
        folder.chmod(0o755)
        calls, wrong, seconds = switches(kind, folder, count)
        shutil.rmtree(folder, ignore_errors=True)
        print(f"{kind.__name__}: {count} switches, {calls} calls, "
              f"{len(wrong)} wrong, {seconds:.0f} s", flush=True)
        for one in wrong[:10]:
            print("  ", one)
        failed = failed or bool(wrong) or not calls
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
