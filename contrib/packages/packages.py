"""packages.py BUILD MANUAL MACHINE...: in BUILD/packages, from the static programs
and the layers of these machines, a .deb and a wheel of each and one package for
npm with all of them. The same bytes whenever they are made of the same."""

import calendar
import pathlib
import sys
import time

sys.dont_write_bytecode = True

import deb  # noqa: E402
import npm  # noqa: E402
import wheel  # noqa: E402


def main(build, manual, *machines):
    build, manual = pathlib.Path(build).resolve(), pathlib.Path(manual).resolve()
    (build / "packages").mkdir(exist_ok=True)
    date = (manual / "date").read_text().strip()
    when = calendar.timegm(time.strptime(date, "%Y-%m-%d"))
    made = [npm.make(build, machines)]
    for machine in machines:
        made += [deb.make(build, machine, manual, when), wheel.make(build, machine)]
    for path in made:
        print(f"{path.stat().st_size:>9} {path.name}")


main(*sys.argv[1:])
