"""What the documents name exists: paths, links, headings, messages, make
commands, and the folders of the source map."""

import re
import subprocess

import pytest
from parts import ROOT, clean_env
from readme_blocks import blocks_of

PAGES = sorted(str(path.relative_to(ROOT)) for top in ROOT.iterdir()
               if top.name != "build" and top.name[0] != "."
               for path in (top.rglob("*.md") if top.is_dir() else [top])
               if path.suffix == ".md")
FRONT_LINES_MAX = 200
TOP = "common|bootstrap|bridge|host|layer|docker|examples|test"
# `make -n` runs a line that has $(MAKE) in it. No test installs packages.
SHELL = """#!/bin/sh
exec /bin/sh -c "$(printf %s "$2" | sed 's|test/deps packages|: |g')"
"""


def text_of(page):
    return (ROOT / page).read_text()


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", without_fences(page), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
            for head in heads}


def without_fences(page):
    return re.sub(r"^```.*?^```$", "", text_of(page), flags=re.M | re.S)


def links(page):
    return re.findall(r"\]\(([^)\s]+)\)", without_fences(page))


def test_the_front_page_is_short():
    assert len(text_of("README.md").splitlines()) <= FRONT_LINES_MAX


def test_the_front_page_leads_to_every_page():
    seen = {"README.md"}
    todo = ["README.md"]
    while todo:
        page = todo.pop()
        home = (ROOT / page).parent
        found = {str((home / link.partition("#")[0]).resolve()
                     .relative_to(ROOT)) for link in links(page)
                 if not re.match(r"\w+:|#", link)}
        todo += [one for one in found - seen if one in PAGES]
        seen |= found
    reached = {f"{one}/README.md" if (ROOT / one).is_dir() else one
               for one in seen}
    assert set(PAGES) - reached == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    for link in links(page):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        there = (ROOT / page).parent / path if path else ROOT / page
        assert there.exists(), link
        if anchor:
            assert anchor in anchors(there.resolve().relative_to(ROOT)), link


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page):
    home = (ROOT / page).parent
    for named in re.findall(rf"`((?:{TOP})/[\w./-]+)`", text_of(page)):
        assert (ROOT / named).exists() or (home / named).exists(), named


# Messages of other programs, in the tables of what does not work.
FOREIGN = {"Access to this API has been restricted", "NotCapable", "EACCES",
           "PermissionError", "Cannot find module", "Cannot find package '@aws-sdk/",
           "'", "Address already in use",
           "version 'GLIBC_2.xx' not found", "Couldn't find valid bootstrap", "s"}


@pytest.mark.parametrize("page", ["bootstrap/README.md", "layer/README.md"])
def test_every_message_that_is_explained_is_one_of_the_program(page):
    section = re.search(r"^## When it does not .*?(?=^## |\Z)", text_of(page),
                        re.M | re.S).group()
    cells = re.findall(r"^\| (.*?) \|", section, re.M)
    quoted = [part.strip() for cell in cells
              for one in re.findall(r"`([^`]+)`", cell)
              for part in re.split(r"…|: (?=Address)|\(…?\)?|\)", one)]
    mine = {part for part in quoted if part and part not in FOREIGN}
    assert len(mine) >= 3
    # A sentence may be cut into several literals of C.
    source = "".join(path.read_text() for folder in (
        "common", "bootstrap", "bridge", "host")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".c", ".js", ".mjs", ".py"))
    source = re.sub(r'"\s*\n\s*"', "", source).replace('\\"', '"')
    assert {part for part in mine if part not in source} == set()


def map_rows():
    between = re.search(r"<!-- map -->\n(.*)<!-- /map -->",
                        text_of("CONTRIBUTING.md"), re.S).group(1)
    return re.findall(r"^\| `([\w/]+)` \| .* \| `([\w./]+)` \|$", between, re.M)


def test_the_map_has_every_folder_in_the_order_of_the_gate():
    gate = [line.split()[0] for line in
            text_of("test/gates/folders.txt").splitlines()
            if line.strip() and not line.startswith("#")]
    assert len(gate) > 20
    source = [folder for folder, _ in map_rows()
              if folder.split("/")[0] in ("common", "bootstrap", "host")]
    assert source == gate


def test_the_map_has_every_folder_at_the_top():
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()
            and path.name != "build" and not path.name.startswith(".")}
    assert len(tops) > 5
    assert tops - {folder.split("/")[0] for folder, _ in map_rows()} == set()


@pytest.mark.parametrize("folder,start", map_rows())
def test_the_map_names_where_to_start(folder, start):
    assert (ROOT / folder / start).is_file()


def commands_of(page):
    """Every `make …` of the page: in blocks, and between backquotes."""
    shown = [re.sub(r"\s+#.*", "", command)
             for block in blocks_of(text_of(page))
             for command in block.commands]
    shown += re.findall(r"^    \$ (.*)$", text_of(page), re.M)
    shown += [" ".join(one.split()) for one in re.findall(
        r"`((?:[A-Z_]+=\S+ )*make(?:\s[^`]*)?)`", text_of(page))]
    return [one for one in shown
            if re.match(r"([A-Z_]+=\S+ )*make( |$)", one)]


COMMANDS = sorted({command for page in PAGES for command in commands_of(page)})


def test_many_commands_are_found():
    assert len(COMMANDS) > 40
    assert "make docker-rie FUNCTION=hello-py " \
        "BASE=python:3.13-slim-bookworm" in COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_make_knows_every_target_in_the_pages(command, tmp_path):
    """A target that does not exist, or a variable that breaks the Makefile,
    stops `make -n`, which prints the commands and runs only make."""
    (tmp_path / "shell").write_text(SHELL)
    (tmp_path / "shell").chmod(0o755)
    dry = re.sub(r"\bmake\b", f"make -n SHELL={tmp_path}/shell B={tmp_path}/build",
                 command, count=1)
    done = subprocess.run(["sh", "-c", dry], cwd=ROOT, timeout=60,
                          capture_output=True, text=True,
                          env=clean_env(NAME="x"))
    assert done.returncode == 0, done.stderr[-2000:]
