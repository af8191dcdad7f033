// qjs compile.mjs SOURCE TARGET: the bytecode of a script, with line numbers but
// without its source, as bridge/qjs/loader.mjs reads it.
import * as bjson from "qjs:bjson";
import * as std from "qjs:std";

const FORM = 1 | 8 | 16; // bytecode, with references, without the source

const [, source, target] = scriptArgs;
const code = std.evalScript(std.loadFile(source), { compile_only: true });
std.writeFile(target, bjson.write(code, FORM));
