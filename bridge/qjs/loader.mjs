// qjs.mjs: the bootstrap starts qjs with this module, which loads the bridge. Each
// part of it is a script whose value is a function, loaded at its first use: as
// bytecode, if there is some for this very version of qjs that is not older than
// the script. That halves what the bridge costs an event.

import { read as readObject } from "qjs:bjson";
import * as os from "qjs:os";
import * as std from "qjs:std";

const BYTECODE = 1 | 8; // JS_READ_OBJ_BYTECODE, JS_READ_OBJ_REFERENCE

const here = scriptArgs[0].replace(/[^/]*$/, "");
const version = navigator.userAgent.replace(/.*\//, "");
const timeOf = (file) => os.stat(file)[0]?.mtime;

const evalPart = (name) => {
  const script = `${here}qjs-${name}.js`;
  const compiled = `${here}qjs-${name}-${version}.bc`;
  if (timeOf(compiled) >= timeOf(script)) {
    try {
      const { buffer } = std.loadFile(compiled, { binary: true });
      const code = readObject(buffer, 0, buffer.byteLength, BYTECODE);
      return std.evalScript(code, { eval_function: true });
    } catch {
      // It is of another build of qjs, after all.
    }
  }
  return std.loadScript(script);
};
// load(name, given): the exports of a part; it finds what it is given in `part`.
const load = (name, given) => evalPart(name)(given);
load("runtime", { os, std, load });
