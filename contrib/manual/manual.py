"""The manual pages, and the completions of bash, zsh and fish, from what
`dayfly help` says.

    manual.py DAYFLY FOLDER    FOLDER/man1/*.1, FOLDER/{bash,zsh,fish}/*
"""

import pathlib
import re
import subprocess
import sys

import completions

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class Help:
    """What `dayfly help COMMAND` says: the usage and the blocks below it."""

    def __init__(self, dayfly, command):
        text = subprocess.run([dayfly, "help", command], check=True,
                              capture_output=True, text=True).stdout
        usage, _, rest = text.partition("\n\n")
        self.command, self.text = command, text
        self.usage = usage.split("\n")
        self.blocks = [block for block in rest.rstrip().split("\n\n") if block]


def commands(dayfly):
    """{name: what it does} in the order of `dayfly help`."""
    text = subprocess.run([dayfly, "help"], check=True, capture_output=True,
                          text=True).stdout
    found = re.findall(r"^  dayfly (\w+)\b.*?  +(\S.*)$", text, re.M)
    return {name: what for name, what in found if name != "help"}


def release():
    """Version and date of the newest release in CHANGELOG.md."""
    found = re.search(r"^## (\S+): (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    return found[1], found[2]


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"`([^`\n]*)`", r"\\fB\1\\fR", text)
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def term_of(line):
    """(term, text, column of the text) of the first line of an entry."""
    found = re.match(r"  (\S.*?)(?:  +(\S.*))?$", line)
    text = found[2] or ""
    return found[1], text, len(line) - len(text)


def entries(lines):
    """[(term, text)] of a block of entries; None if it is not one."""
    found = []
    for line in lines:
        if re.match(r"  \S", line):
            if found and not found[-1][1] and found[-1][0].endswith(","):
                found[-1][0] += " " + line.strip()
                continue
            term, text, _ = term_of(line)
            found.append([term, text])
        elif found and re.match(r"   +\S", line):
            found[-1][1] = f"{found[-1][1]} {line.strip()}".strip()
        else:
            return None
    return found if all(text for _, text in found) else None


def block(text):
    lines = text.split("\n")
    if lines[0].startswith("  "):
        listed = entries(lines)
        if listed:
            return "".join(f".TP\n.B {escape(term)}\n{escape(what)}\n"
                           for term, what in listed)
        plain = "\n".join(line[2:] for line in lines)
        return f".PP\n.nf\n.RS\n{escape(plain)}\n.RE\n.fi\n"
    for n, line in enumerate(lines):
        if line.startswith("  "):  # a heading, and what it is of
            return block("\n".join(lines[:n])) + block("\n".join(lines[n:]))
    return f".PP\n{escape(text)}\n"


def page(shown, what, version, date):
    name = f"dayfly\\-{shown.command}"
    return "".join((
        f'.TH DAYFLY\\-{shown.command.upper()} 1 "{date}" "dayfly {version}" '
        '"User Commands"\n',
        f".SH NAME\n{name} \\- {escape(what)}\n",
        ".SH SYNOPSIS\n.nf\n", *(f"{escape(line)}\n" for line in shown.usage), ".fi\n",
        ".SH DESCRIPTION\n", *(block(text) for text in shown.blocks),
        ".SH SEE ALSO\n.BR dayfly (1)\n"))


def main_page(names, version, date):
    text = (HERE / "dayfly.1.in").read_text()
    listed = "".join(f".TP\n.BR dayfly\\-{name} (1)\n{escape(what)}\n"
                     for name, what in names.items())
    also = ",\n".join(f".BR dayfly\\-{name} (1)" for name in names).replace(
        "(1),", "(1),")
    for key, value in (("DATE", date), ("VERSION", version),
                       ("COMMANDS", listed.rstrip()), ("SEE_ALSO", also)):
        text = text.replace(f"@{key}@", value)
    return text


def main(dayfly, folder):
    out = pathlib.Path(folder)
    names = commands(dayfly)
    version, date = release()
    helps = {name: Help(dayfly, name) for name in names}
    files = {"date": date + "\n", "man1/dayfly.1": main_page(names, version, date)}
    for name, shown in helps.items():
        files[f"man1/dayfly-{name}.1"] = page(shown, names[name], version, date)
    files |= completions.files({name: (names[name], shown.text)
                                for name, shown in helps.items()})
    for name, text in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text)


main(*sys.argv[1:])
