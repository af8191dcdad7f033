"""P6: Runtime.InvalidEntrypoint in all its forms."""

import shutil
import subprocess

import pytest
from parts import BIN, clean_env, interpreter, once, write


def entry(tmp_path, handler="x", **env):
    answer = once(tmp_path, handler, **env)
    assert answer.code == 1
    assert answer.type == "Runtime.InvalidEntrypoint", answer.body
    return answer.message


def test_not_executable(tmp_path):
    write(tmp_path, "x", "#!/bin/sh\n", mode=0o644)
    assert "chmod +x" in entry(tmp_path)


def test_python_that_is_not_executable_is_reported_both_ways(tmp_path):
    write(tmp_path, "app.py", "def handler(event, context): pass", mode=0o644)
    assert "chmod +x" in entry(tmp_path, "app.py")
    assert "named as module.function" in entry(tmp_path, "app.py")


def test_interpreter_line_leads_nowhere(tmp_path):
    write(tmp_path, "x", "#!/no/such/shell\n")
    assert "#! line" in entry(tmp_path)


def test_script_with_dos_line_ends(tmp_path):
    write(tmp_path, "x", "#!/bin/sh\r\necho 1\r\n")
    assert "#! line" in entry(tmp_path)


def test_neither_script_nor_program(tmp_path):
    write(tmp_path, "x", "echo 1\n")
    assert "no #! line" in entry(tmp_path)


def test_empty_file(tmp_path):
    write(tmp_path, "x", "")
    assert "empty" in entry(tmp_path)


def test_wrong_architecture(tmp_path):
    program = bytearray(open("/bin/true", "rb").read())
    program[18:20] = (243).to_bytes(2, "little")  # RISC-V
    (tmp_path / "x").write_bytes(program)
    (tmp_path / "x").chmod(0o755)
    assert "built for another machine" in entry(tmp_path)
    program[18:20] = (183).to_bytes(2, "little")
    (tmp_path / "x").write_bytes(program)
    assert "built for aarch64" in entry(tmp_path)


def compiled(tmp_path, name, code, *flags):
    source = tmp_path / (name + ".c")
    source.write_text(code)
    subprocess.run([shutil.which("gcc") or "cc", "-o", tmp_path / name,
                    source, *flags], check=True)


def test_missing_library_and_missing_symbol(tmp_path):
    compiled(tmp_path, "libgone.so", "int gone(void) { return 1; }",
             "-shared", "-fPIC")
    compiled(tmp_path, "x", "int gone(void); int main(void) "
             "{ return gone(); }", f"-L{tmp_path}", "-l:libgone.so",
             f"-Wl,-rpath,{tmp_path}", "-Wl,-z,now")
    compiled(tmp_path, "libgone.so", "int other;", "-shared", "-fPIC")
    assert "undefined symbol: gone" in entry(tmp_path)
    (tmp_path / "libgone.so").unlink()
    assert "libgone.so" in entry(tmp_path)


@pytest.mark.parametrize("told", ["/no/such/node", "no-such-node", "/tmp"])
def test_interpreter_missing(tmp_path, told):
    write(tmp_path, "index.mjs", "export const handler = () => 1;\n")
    assert told in entry(tmp_path, "index.handler", DAYFLY_INTERPRETER=told)


def test_no_interpreter_at_all(tmp_path):
    write(tmp_path, "index.mjs", "export const handler = () => 1;\n")
    assert "searched for node, deno, bun, qjs" in entry(
        tmp_path, "index.handler", PATH="/nowhere")


def test_bridge_missing(tmp_path):
    write(tmp_path, "index.mjs", "export const handler = () => 1;\n")
    assert "DAYFLY_BRIDGE" in entry(tmp_path, "index.handler",
                                    DAYFLY_BRIDGE="/no/runtime.js")


@pytest.mark.parametrize("name", ["node", "deno", "bun"])
def test_a_module_may_be_a_link(tmp_path, name):
    real = tmp_path / "elsewhere"
    real.mkdir()
    write(real, "text.mjs", "export const text = 'found';\n")
    write(real, "app.mjs", "import { text } from './text.mjs';\n"
          "export const handler = () => text;\n")
    (tmp_path / "index.mjs").symlink_to(real / "app.mjs")
    assert once(tmp_path, "index.handler",
                DAYFLY_INTERPRETER=interpreter(name)).json == "found"


def test_a_path_that_is_no_folder_is_reported_with_its_setting(
        tmp_path):
    write(tmp_path, "x", "#!/bin/sh\n")
    right = "it must be the function's folder"
    assert f'LAMBDA_TASK_ROOT is "{tmp_path}/gone"; {right}: No such file' in \
        once(tmp_path / "gone", "x").message
    assert f'LAMBDA_TASK_ROOT is "{tmp_path}/x", not a folder; {right}' in \
        once(tmp_path / "x", "x").message


def test_a_missing_bridge_is_reported(tmp_path):
    write(tmp_path, "x.mjs", "export const handler = () => 1;")
    node = {"DAYFLY_INTERPRETER": interpreter("node")}
    assert f'DAYFLY_BRIDGE is "{tmp_path}/gone"; it must be the path of ' \
        "dayfly's runtime.js: No such file" in entry(
            tmp_path, "x.handler", DAYFLY_BRIDGE=tmp_path / "gone", **node)
    alone = shutil.copy(BIN / "bootstrap", tmp_path)
    done = subprocess.run([alone, "--once", "x.handler"], cwd=tmp_path,
                          env=clean_env(**node), input=b"1", timeout=30,
                          capture_output=True)
    assert b"the bridge, runtime.js, is neither near the bootstrap nor in " \
        b"/opt/dayfly; set DAYFLY_BRIDGE" in done.stdout


BESIDE = ["bin/sub/dayfly", "bin/sub/bridge", "bin/bridge", "bridge"]


@pytest.mark.parametrize("first", range(len(BESIDE)))
def test_the_bridge_is_found_next_to_the_bootstrap(tmp_path, first):
    """In a layer, in build/, in build/san, in build/static: in this order."""
    (tmp_path / "bin" / "sub").mkdir(parents=True)
    for place in BESIDE[first:]:
        (tmp_path / place).mkdir()
        write(tmp_path / place, "runtime.js", f"console.error('{place}');")
    write(tmp_path, "x.mjs", "export const handler = () => 1;")
    done = subprocess.run(
        [shutil.copy(BIN / "bootstrap", tmp_path / "bin" / "sub"), "--once",
         "x.handler"], cwd=tmp_path, input=b"1", timeout=30, capture_output=True,
        env=clean_env(DAYFLY_INTERPRETER=interpreter("node")))
    used = [line.split()[-1] for line in done.stderr.decode().splitlines()
            if line.split()[-1] in BESIDE]
    assert set(used) == {BESIDE[first]}, done.stderr


def test_settings_that_do_not_apply_to_the_handler_are_reported(tmp_path):
    write(tmp_path, "x.mjs", "export const handler = () => 1;")
    write(tmp_path, "x", "#!/bin/sh\n")
    assert "DAYFLY_OUTPUT must be json or stream-http" in once(
        tmp_path, "x.handler", DAYFLY_OUTPUT="text",
        DAYFLY_INTERPRETER=interpreter("node")).message
    assert "DAYFLY_REUSE must be 1 for an executable" in once(
        tmp_path, "x", DAYFLY_REUSE=2).message
