// qjs compile.mjs SOURCE TARGET: the bytecode of a script, with the numbers of
// its lines but without its text, as bridge/qjs.mjs reads it.
import * as bjson from "qjs:bjson";
import * as std from "qjs:std";

const FORM = 1 | 8 | 16; // bytecode, with references, without the source

const [, source, target] = scriptArgs;
const code = std.evalScript(std.loadFile(source), { compile_only: true });
std.writeFile(target, bjson.write(code, FORM));
