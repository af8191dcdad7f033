// qjs.mjs - what the bootstrap starts qjs with: loads the bridge for it. Each
// part is a script whose value is a function, loaded when it is needed first:
// compiled ahead, where there is a compiled one for this very version of qjs
// that is not older than its source. That halves what the bridge costs an event.

import { read as readObject } from "qjs:bjson";
import * as os from "qjs:os";
import * as std from "qjs:std";

const FORM = 1 | 8; // bytecode, with references

const here = scriptArgs[0].replace(/[^/]*$/, "");
const version = navigator.userAgent.replace(/.*\//, "");
const timeOf = (file) => os.stat(file)[0]?.mtime;

const load = (part) => {
  const source = `${here}qjs-${part}.js`;
  const compiled = `qjs-${part}-${version}.bc`;
  for (const file of [here + compiled, `${here}../build/${compiled}`]) {
    if (!(timeOf(file) >= timeOf(source))) continue;
    try {
      const { buffer } = std.loadFile(file, { binary: true });
      const code = readObject(buffer, 0, buffer.byteLength, FORM);
      return std.evalScript(code, { eval_function: true });
    } catch {
      // of another build after all
    }
  }
  return std.loadScript(source);
};
load("runtime")({ os, std, load });
