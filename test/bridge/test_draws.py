"""Random numbers that the handler's module draws when it is loaded in a template are
the same in all copies: the log says so."""

import pytest

from bridge import Bridge
from copies import ENGINES, Template


@pytest.fixture(params=ENGINES)
def name(request):
    return request.param


def warnings(template):
    template.call({})
    template.hang_up()
    template.ended()
    return [text.decode() for _, text in template.err.frames]


@pytest.mark.parametrize("draw", (
    "Math.random()", "crypto.randomUUID()",
    "crypto.getRandomValues(new Uint8Array(8))",
), ids=("math", "uuid", "values"))
def test_draws_when_the_module_is_loaded_are_in_the_log(name, tmp_path, draw):
    code = f"\nconst id = {draw}; {draw};\nexport const handler = () => {draw};"
    (tmp_path / "index.mjs").write_text(code)
    with Template(name, tmp_path) as template:
        template.ready()
        assert [text.decode() for _, text in template.err.frames] == [
            "WARN dayfly: the module draws random numbers when it is loaded "
            f"({draw.split('(')[0]}, first at {tmp_path}/index.mjs:2), so every "
            "event sees the same ones; draw them in the handler, or in a "
            "function that is given to awslambda.afterCopy()"]
        assert len(warnings(template)) == 1


@pytest.mark.parametrize("draw", (
    "randomUUID()", "randomInt(5)", "randomBytes(5)",
    "randomFillSync(new Uint8Array(5))",
    "randomFill(new Uint8Array(5), () => {})",
))
@pytest.mark.parametrize("name", ("node", "bun"), indirect=True)
def test_draws_by_the_functions_of_node_are_in_the_log(name, tmp_path, draw):
    function = draw.split("(")[0]
    code = f"""import {{ {function} }} from "node:crypto";
        {draw};
        export const handler = () => {{ {draw}; }};"""
    (tmp_path / "index.mjs").write_text(code)
    with Template(name, tmp_path) as template:
        template.ready()
        [warning] = warnings(template)
        assert f"(crypto.{function}, first at {tmp_path}/index.mjs:2)" in warning


@pytest.mark.parametrize("code", (
    "export const handler = () => Math.random() + crypto.randomUUID();",
    "awslambda.afterCopy(() => Math.random());\nexport const handler = () => 1;",
), ids=("in the handler", "in a function of afterCopy"))
def test_other_draws_are_not_in_the_log(name, tmp_path, code):
    (tmp_path / "index.mjs").write_text(code)
    with Template(name, tmp_path) as template:
        template.ready()
        assert warnings(template) == []


@pytest.mark.parametrize("name", ("node", "bun"), indirect=True)
def test_functions_that_the_module_replaces_stay_replaced(name, tmp_path):
    code = """import crypto from "node:crypto";
        crypto.randomBytes = () => "of the module";
        export const handler = () => crypto.randomBytes(4);"""
    (tmp_path / "index.mjs").write_text(code)
    with Template(name, tmp_path) as template:
        template.ready()
        assert template.call({}) == "of the module"


# Bun's named imports keep the function that the module has got.
@pytest.mark.parametrize("name", ("node",), indirect=True)
def test_after_the_load_functions_are_those_of_the_interpreter(name, tmp_path):
    code = """import crypto, { randomBytes } from "node:crypto";
        export const handler = () => [
          crypto.randomBytes === randomBytes, String(randomBytes).length];"""
    (tmp_path / "index.mjs").write_text(code)
    with Bridge(name, tmp_path) as process:
        expected = process.call({})
    with Template(name, tmp_path) as template:
        template.ready()
        assert template.call({}) == expected


def test_ordinary_processes_warn_of_nothing(name, tmp_path):
    code = "Math.random();\nexport const handler = () => 1;"
    (tmp_path / "index.mjs").write_text(code)
    with Bridge(name, tmp_path) as process:
        process.call({})
        assert process.err.frames == []
