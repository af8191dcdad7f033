"""Which files of a function's folder are not deployed: a list of defaults, and the
lines of its .dayflyignore, which have the forms of .gitignore. The last line that
matches a path decides."""

import re

NAME = ".dayflyignore"
# For the host alone, and secret: no line takes it back.
NEVER = ".env"
DEFAULTS = """
.git
.gitignore
.gitattributes
.github/
.hg
.svn
.DS_Store
Thumbs.db
*~
.*.sw[op]
.#*
.idea/
.vscode/
.env
.env.local
.env.*.local
.venv/
.tox/
.nox/
__pycache__/
.pytest_cache/
.mypy_cache/
.ruff_cache/
.coverage
.nyc_output/
**/node_modules/.cache/
npm-debug.log*
.aws-sam/
.serverless/
.terraform/
.dayflyignore
""".split()


class Refused(Exception):
    """What is wrong, where, and what to do, as one sentence."""


def plain(match):
    return re.escape(match[1])


def one_of(match):
    """[abc], [!a-z]: never a /."""
    if "[:" in match[2]:
        raise ValueError("classes such as [:alpha:] are not known")
    members = re.sub(r"\\(.)", plain, match[2].replace("[", "\\["))
    return f"(?!/)[{'^' if match[1] else ''}{members}]"


# The parts of a pattern, and the expressions for them.
PARTS = [(re.compile(part, re.S), meaning) for part, meaning in (
    (r"/\*\*/", lambda _: "/(?:.*/)?"), (r"/\*\*$", lambda _: "/.*"),
    (r"\*+", lambda _: "[^/]*"), (r"\?", lambda _: "[^/]"),
    (r"\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]", one_of),
    (r"\\(.)", plain), (r"([^\[\\])", plain))]


def expression(pattern):
    """The regular expression of a pattern without its ! and its last /."""
    found, at = ("(?:.*/)?", 3) if pattern.startswith("**/") else ("", 0)
    while at < len(pattern):
        for part, meaning in PARTS:
            match = part.match(pattern, at)
            if match:
                break
        else:
            raise ValueError(f"\"{pattern[at:]}\" has no end")
        found, at = found + meaning(match), match.end()
    try:
        return re.compile(found, re.S)
    except re.error as error:
        raise ValueError(str(error)) from error


class Rules:
    def __init__(self, lines=()):
        self.rules = []
        self.add(lines, "defaults")

    def add(self, lines, where):
        for number, line in enumerate(lines, 1):
            try:
                self.add_line(line)
            except ValueError as error:
                raise Refused(f"{where}, line {number}: {line.strip()!r} is no "
                              f"pattern: {error}") from error

    def add_line(self, line):
        line = re.sub(r"(?<!\\)\s+$", "", line)
        if not line or line.startswith("#"):
            return
        back = line.startswith("!")
        body = line[back:]
        folders_only = body.endswith("/")
        body = body.rstrip("/")
        if back and body.lstrip("/") == NEVER:
            raise ValueError(f"{NEVER} is for dayfly serve and never deployed")
        anchored = "/" in body
        body = body.lstrip("/")
        if not body:
            raise ValueError("it has no name")
        if not anchored:
            body = "**/" + body
        self.rules.append((expression(body), folders_only, not back))

    def leave_out(self, path, is_folder):
        """path: relative, with / between its parts."""
        if path.rpartition("/")[2] == NEVER:
            return True
        for pattern, folders_only, out in reversed(self.rules):
            if (is_folder or not folders_only) and pattern.fullmatch(path):
                return out
        return False


def rules_of(folder, more=()):
    """The defaults, then the paths of more, then the folder's own lines."""
    rules = Rules(DEFAULTS)
    rules.rules += [(re.compile(re.escape(path)), False, True) for path in more]
    own = folder / NAME
    try:
        rules.add(own.read_text("utf-8-sig").split("\n"), own)
    except FileNotFoundError:
        pass
    except UnicodeDecodeError as error:
        raise Refused(f"{own} is not UTF-8: {error}") from error
    return rules
