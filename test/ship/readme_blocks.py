"""The blocks of a README: what is indented by four columns between paragraphs.
A block is commands when each of its lines begins with a program's name."""

import dataclasses
import re

PROGRAMS = ("make", "curl", "build/", "aws", "echo", "export", "docker", "sam",
            "cd", "dayfly", "unzip", "git", "podman")


@dataclasses.dataclass
class Block:
    line: int    # of the file
    text: str    # without the indentation
    before: str  # the paragraph that it follows

    @property
    def commands(self):
        """One text each, lines that go on joined; none of a block of code."""
        joined = re.sub(r" *\\\n\s*", " ", self.text)
        lines = [line for line in joined.splitlines() if line.strip()]
        bare = [re.sub(r"^([A-Z_]+=\S* )+", "", line) for line in lines]
        if all(line.startswith(PROGRAMS) for line in bare):
            return lines
        return []


def blocks_of(text):
    found, before = [], ""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].startswith("    ") or (at and lines[at - 1].strip()):
            before = before + "\n" + lines[at] if lines[at].strip() else ""
            at += 1
            continue
        begun = at
        while at < len(lines) and (lines[at].startswith("    ")
                                   or (not lines[at].strip()
                                       and at + 1 < len(lines)
                                       and lines[at + 1].startswith("    "))):
            at += 1
        found.append(Block(begun + 1, "\n".join(
            line[4:] for line in lines[begun:at]) + "\n", last_of(lines, begun)))
        before = ""
    return found


def last_of(lines, at):
    """The paragraph that ends before the line."""
    end = at
    while end and not lines[end - 1].strip():
        end -= 1
    begun = end
    while begun and lines[begun - 1].strip():
        begun -= 1
    return "\n".join(lines[begun:end])
