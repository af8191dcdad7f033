"""The error types of the code, of the README pages and of the tests are the same."""

import re

from parts import ROOT

ERROR_TYPE = r"(?:Runtime|Function|Sandbox)\.[A-Z]\w+"


def listed():
    pages = [(ROOT / page).read_text()
             for page in ("bootstrap/README.md", "host/README.md")]
    return set(re.findall(rf"^\| `({ERROR_TYPE})` \|", "\n".join(pages), re.M))


def test_every_error_type_that_is_listed_has_a_test():
    tests = "".join(path.read_text()
                    for folder in ("e2e", "bridge", "host")
                    for path in (ROOT / "test" / folder).glob("test_*.py"))
    assert len(listed()) > 15
    assert {name for name in listed() if f'"{name}"' not in tests} == set()


def test_every_error_type_of_the_code_is_listed():
    emitted = {name for folder in ("bootstrap", "bridge", "host")
               for path in (ROOT / folder).rglob("*")
               if path.suffix in (".c", ".js", ".mjs", ".py")
               for name in re.findall(f'"({ERROR_TYPE})"', path.read_text())}
    assert len(emitted) > 15
    assert emitted - listed() == set()
