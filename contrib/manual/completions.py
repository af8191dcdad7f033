"""Completions of bash, zsh and fish for the commands and options of dayfly."""

import re

FILES = {"FILE", "DIR", "FOLDER", "@FILE"}
NAMED = {"invoke", "logs", "debug"}  # NAME is that of a function
OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)(?:[ =]([A-Za-z@0-9_:|]+))?")
LIST = "dayfly list 2>/dev/null | sed -n 's/^ *\\([A-Za-z0-9_-]\\{1,\\}\\) .*/\\1/p'"


def options_of(text):
    """{option: what follows it: "" nothing, "file", "value" or words}."""
    usage, _, rest = text.partition("\n\n")
    terms = re.findall(r"^  -.*$", rest, re.M)
    found = {}
    for option, value in OPTION.findall("\n".join([usage, *terms])):
        if option == "--" or (len(option) > 2) != option.startswith("--"):
            continue
        if "|" in value and value.lower() == value:
            kind = value.replace("|", " ")
        elif value in FILES:
            kind = "file"
        elif value and value.upper() == value:
            kind = "value"
        else:
            kind = ""
        if not found.get(option):
            found[option] = kind
    return found


def words_of(name, text):
    """The words that may come first: of `dayfly NAME add`, or `[show|purge]`."""
    usage = text.partition("\n\n")[0]
    words = re.findall(rf"^dayfly {name} \[?([a-z]+)\b", usage, re.M)
    return list(dict.fromkeys(words))


def table(commands):
    return {name: (what, words_of(name, text), options_of(text))
            for name, (what, text) in commands.items()}


def patterns(commands):
    """{kind: patterns of COMMAND:OPTION}."""
    kinds = {}
    for _, _, options in commands.values():
        for option, kind in options.items():
            kinds.setdefault(option, set()).add(kind)
    found = {}
    for name, (_, _, options) in commands.items():
        for option, kind in options.items():
            same = len(kinds[option]) == 1
            found.setdefault(kind, set()).add(f"{'*' if same else name}:{option}")
    return found


def bash(commands):
    cases = [f'    {name}) words="{" ".join([*words, *options])}" ;;'
             for name, (_, words, options) in commands.items()]
    values, kinds = patterns(commands), []
    for kind in sorted(values):
        names = "|".join(sorted(values[kind]))
        if kind == "file":
            kinds.append(f"    {names}) compopt -o default; return ;;")
        elif kind == "value":
            kinds.append(f"    {names}) return ;;")
        elif kind:
            kinds.append(f'    {names}) COMPREPLY=($(compgen -W "{kind}" -- "$now")); return ;;')
    return f"""# dayfly: completion for bash
_dayfly() {{
    local now=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} words
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        COMPREPLY=($(compgen -W "{" ".join(commands)} help --version" -- "$now"))
        return
    fi
    case ${{COMP_WORDS[1]}}:$before in
{chr(10).join(kinds)}
    esac
    case ${{COMP_WORDS[1]}} in
    help) words="{" ".join(commands)}" ;;
{chr(10).join(cases)}
    esac
    case $COMP_CWORD:${{COMP_WORDS[1]}}:$now in
    *:-*) ;;
    {"|".join(f"2:{name}:*" for name in sorted(NAMED & commands.keys()))})
        words=$({LIST}) ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$now"))
    [ "${{#COMPREPLY[@]}}" != 0 ] || compopt -o default
}}
complete -F _dayfly dayfly
"""


def quoted(text):
    return text.replace("'", "'\\''").replace(":", "\\:").replace("[", "\\[").replace("]", "\\]")


def zsh(commands):
    parts = []
    for name, (_, words, options) in commands.items():
        given = []
        for option, kind in options.items():
            after = {"": "", "file": ":file:_files", "value": ":value:"}.get(
                kind, f":value:({kind})")
            given.append(f"'{option}{after}'")
        if name in NAMED:
            given.append("'1:function:_dayfly_functions'")
        elif words:
            given.append(f"'1:command:({' '.join(words)})'")
        given.append("'*:file:_files'")
        parts.append(f"    {name}) _arguments {' '.join(given)} ;;")
    listed = "\n".join(f"        '{name}:{quoted(what)}'"
                       for name, (what, _, _) in commands.items())
    return f"""#compdef dayfly
_dayfly_functions() {{
    compadd -- ${{(f)"$({LIST})"}}
}}
_dayfly() {{
    local -a commands
    commands=(
{listed}
        'help:describe a command'
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT -= 1 ))
    case $command in
    help) _describe command commands ;;
{chr(10).join(parts)}
    esac
}}
_dayfly "$@"
"""


def fish(commands):
    lines = ["# dayfly: completion for fish",
             f"function __dayfly_functions\n    {LIST}\nend",
             "complete -c dayfly -n __fish_use_subcommand -f -a help -d 'describe a command'"]
    for name, (what, words, options) in commands.items():
        what = what.replace("'", "\\'")
        lines.append("complete -c dayfly -n __fish_use_subcommand -f "
                     f"-a {name} -d '{what}'")
        of = f"complete -c dayfly -n '__fish_seen_subcommand_from {name}'"
        if name in NAMED:
            lines.append(f"{of} -f -a '(__dayfly_functions)'")
        elif words:
            lines.append(f"{of} -f -a '{' '.join(words)}'")
        for option, kind in options.items():
            flag = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            after = {"": "", "file": " -r -F", "value": " -x"}.get(kind, f" -x -a '{kind}'")
            lines.append(f"{of} {flag}{after}")
    return "\n".join(lines) + "\n"


def files(commands):
    shown = table(commands)
    return {"bash/dayfly": bash(shown), "zsh/_dayfly": zsh(shown),
            "fish/dayfly.fish": fish(shown)}
