// The interface of the bridge to its interpreter (engine_deno.js describes it),
// for Node and Bun; with builtin(name), a module of the interpreter.

import { BridgeError } from "./error_body.js";
import { useLayers } from "./layers.js";
import { isMissing, isUnparsable } from "./load_errors.js";
import { makeModuleLoader } from "./module_loader.js";
import { blockOutput } from "./print.js";
import { Promise } from "./primordials.js";
import { useEsbuild } from "./typescript.js";

const INPUT = 3;

const makeTraceSetter = (env) => {
  let isSet = true; // possibly inherited
  return (text) => {
    if (text !== undefined) env._X_AMZN_TRACE_ID = text;
    else if (isSet) delete env._X_AMZN_TRACE_ID;
    isSet = text !== undefined;
  };
};

const typescriptError = (e, file, process) => {
  const isSupported = process.features.typescript || !/ts$/.test(file);
  const isOurs = e instanceof BridgeError;
  if (isSupported || isOurs || !(isMissing(e) || isUnparsable(e))) return e;
  // A parser's words about types mislead.
  const why = isUnparsable(e) ? "" : ` (${e.message})`;
  return new BridgeError(
    "ImportModuleError",
    `Node ${process.version} cannot load TypeScript, and finds no esbuild for ` +
      `${file}; run "npm install" if package.json has esbuild, otherwise ` +
      `"npm install -D esbuild"; or use Node 22.18 or later, Deno or Bun${why}`,
  );
};

export const makeNode = async () => {
  const process = globalThis.process;
  const isBun = "bun" in process.versions;
  const setImmediate = globalThis.setImmediate;
  // Old Node lacks getBuiltinModule, and import() in a script.
  const builtin = async (name) =>
    process.getBuiltinModule?.(name) ?? process.mainModule?.require(name) ??
      await import(`node:${name}`);
  const { existsSync, readSync, readFileSync, writeSync, write } =
    await builtin("fs");
  blockOutput(process, isBun, writeSync, globalThis.Buffer);
  const Module = await builtin("module");
  const { createRequire, register, registerHooks } = Module;
  const importsMore = !isBun &&
    useLayers(process, { Module, register, registerHooks });
  const loader = makeModuleLoader({
    process,
    isBun,
    importsMore,
    createRequire,
    register,
    urlOf: async (file) => (await builtin("url")).pathToFileURL(file),
    hasSourceMap: (file) =>
      existsSync(`${file}.map`) ||
      readFileSync(file, "latin1").includes("\n//# sourceMappingURL="),
  });
  return {
    read: (bytes) => readSync(INPUT, bytes, 0, bytes.length, null),
    write: writeSync,
    writeLater: (bytes) =>
      new Promise((resolve, reject) =>
        write(1, bytes, (e, size) => e ? reject(e) : resolve(size))
      ),
    exit: process.exit.bind(process),
    load: async ({ file, thorough }) => {
      try {
        if (!isBun) useEsbuild(process, { Module, createRequire }, file);
        const module = await loader.load(file, thorough);
        // Node reports promises that the module left rejected one turn later.
        // Bun and Deno need more turns, and Deno 7 ms for its first timer.
        if (!isBun) await new Promise((resolve) => setImmediate(resolve));
        return module;
      } catch (e) {
        throw typescriptError(e, file, process);
      }
    },
    loadPart: loader.loadPart,
    builtin,
    setTrace: makeTraceSetter(process.env),
    frameEnd: "",
    makeConsole: (print) =>
      new console.Console({
        stdout: { write: print },
        ignoreErrors: false,
        colorMode: false,
      }),
    onFailure: ({ error, rejection, idle }) => {
      process.on("uncaughtException", error);
      process.on("unhandledRejection", rejection);
      process.on("beforeExit", () => setImmediate(idle));
    },
  };
};
