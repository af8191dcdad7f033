// How Node and Bun load a handler's module: CommonJS or ES module, JavaScript or
// TypeScript, with source maps, compiled ahead.

import { isUnparsable } from "./load_errors.js";

// Node before 20.19 takes a .js file as CommonJS, whatever its syntax.
const AS_MODULE_HOOK =
  "export const load = (url, context, next) => next(url, " +
  "url.endsWith('.js') && !url.includes('/node_modules/') ? " +
  "{ ...context, format: 'module' } : context)";
const MODULE_SYNTAX = /'export'|import statement|import\.meta|await is only/;

const needsImport = (e) =>
  /^ERR_REQUIRE_(ASYNC_MODULE|ESM)$/.test(e?.code) ||
  /^require\(\) async module /.test(e?.message);

export const makeModuleLoader = (
  { process, isBun, importsMore, createRequire, register, urlOf, hasSourceMap },
) => {
  // Node applies the source maps of all modules or of none: the handler's file
  // decides. Bun applies only those that it makes itself; Deno applies all.
  const enableSourceMaps = (file) => {
    if (isBun) return;
    try {
      if (hasSourceMap(file)) process.setSourceMapsEnabled?.(true);
    } catch {
      // The load reports a file that cannot be read.
    }
  };
  // require() returns module.exports unchanged, takes ES modules, too, and saves
  // the start of Node's other loader (3 ms). It rejects a module with top-level
  // await before any of it has run.
  const load = async (file) => {
    try {
      return createRequire(file)(file);
    } catch (e) {
      const mayImport = importsMore && e?.code === "ERR_MODULE_NOT_FOUND";
      if (needsImport(e) || mayImport) return import(await urlOf(file));
      const isModule = isUnparsable(e) && !process.features.require_module &&
        MODULE_SYNTAX.test(e.message);
      if (!isModule || !register) throw e;
      register("data:text/javascript," + encodeURIComponent(AS_MODULE_HOOK));
      return import(await urlOf(file));
    }
  };
  // V8 compiles a function at its first call, which would be when the event has
  // arrived: 80 us for a handler of one line.
  const loadCompiled = async (file) => {
    const v8 = process.getBuiltinModule?.("node:v8");
    if (isBun || !v8) return load(file);
    v8.setFlagsFromString("--no-lazy");
    try {
      return await load(file);
    } finally {
      v8.setFlagsFromString("--lazy");
    }
  };
  return {
    load: (file, isThorough) => {
      enableSourceMaps(file);
      return isThorough ? loadCompiled(file) : load(file);
    },
    // As for the handler: require() saves Node its other loader (6 ms).
    loadPart: async (load, name) => {
      try {
        return createRequire(process.argv[1])(name);
      } catch {
        return await load();
      }
    },
  };
};
