"""Which packages in node_modules only the devDependencies of package.json need.
Found by package.json and the rule by which Node resolves a name, not by a lock
file: so npm, Yarn, pnpm and Bun are alike."""

import json
import pathlib

from ignore import Refused

NEEDED = ["dependencies", "optionalDependencies", "peerDependencies"]


def manifest(folder):
    path = pathlib.Path(folder) / "package.json"
    try:
        read = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:  # UnicodeDecodeError is one
        raise Refused(f"{path} is no JSON: {error}") from error
    return read if isinstance(read, dict) else {}


def names(read, keys):
    found = [read.get(key) for key in keys]
    return {name for one in found if isinstance(one, dict) for name in one}


def resolve(name, home):
    """The folder of the package as Node finds it from home, or None."""
    for folder in [home, *home.parents]:
        place = folder / "node_modules" / name
        if folder.name != "node_modules" and place.is_dir():
            return place
    return None


def closure(folder, wanted):
    """The real folders of those packages and of all that they need."""
    seen, waiting = set(), [(name, folder) for name in wanted]
    while waiting:
        name, home = waiting.pop()
        # A linked package finds its own at its real place or at the link.
        for place in {resolve(name, home), resolve(name, home.resolve())} - {None}:
            if place in seen:
                continue
            seen.add(place)
            waiting += [(one, place) for one in names(manifest(place), NEEDED)]
    return {place.resolve() for place in seen}


def only_for_development(folder):
    """Paths relative to folder, with / between their parts."""
    folder = pathlib.Path(folder).resolve()
    read = manifest(folder)
    for_development = names(read, ["devDependencies"])
    if not for_development or not (folder / "node_modules").is_dir():
        return []
    unneeded = (closure(folder, for_development)
                - closure(folder, names(read, NEEDED)))
    inside = (place.relative_to(folder) for place in unneeded
              if folder in place.parents)
    return sorted(str(place) for place in inside if "node_modules" in place.parts)
