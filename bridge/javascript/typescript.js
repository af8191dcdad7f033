// TypeScript under Node by the esbuild of the project, with which `sam build` and
// many other tools build it: enums, paths of tsconfig.json and imports without an
// extension mean the same as there. Without it Node strips types itself, or
// cannot.

import { BridgeError } from "./error_body.js";
import { isMissing } from "./load_errors.js";

const EXTENSIONS = [".ts", ".mts", ".cts", ".tsx"];
const WORKERS = "ESBUILD_WORKER_THREADS";

// In a thread of its own esbuild would keep a process; a template cannot be
// copied with either.
const requireEsbuild = (require, env) => {
  const before = env[WORKERS];
  env[WORKERS] = "0";
  try {
    return require("esbuild");
  } catch (e) {
    if (isMissing(e)) return undefined;
    throw e;
  } finally {
    if (before === undefined) delete env[WORKERS];
    else env[WORKERS] = before;
  }
};

const describe = ({ text, location }, folder) => {
  if (!location) return text;
  const { file, line, column } = location;
  return `${folder}/${file}:${line}:${column + 1}: ${text}`;
};

const buildError = (e, folder) => {
  const all = e?.errors?.map((error) => describe(error, folder)) ?? [];
  if (all.length === 0) return e;
  const isImport = e.errors[0].text.startsWith("Could not resolve ");
  const type = isImport ? "ImportModuleError" : "UserCodeSyntaxError";
  const name = isImport ? "Error" : "SyntaxError";
  return new BridgeError(type, `${name}: ${all[0]}`, all);
};

// What of the project is imported becomes one file; packages stay where they are.
const optionsFor = (file, folder, version) => ({
  entryPoints: [file],
  absWorkingDir: folder,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "cjs",
  target: `node${version}`,
  sourcemap: "inline",
  write: false,
  logLevel: "silent",
});

// For the handler's file, and the modules of TypeScript that it requires.
export const useEsbuild = (process, { Module, createRequire }, file) => {
  if (!/\.[mc]?tsx?$/.test(file)) return;
  const folder = file.slice(0, file.lastIndexOf("/"));
  const esbuild = requireEsbuild(createRequire(file), process.env);
  if (!esbuild?.buildSync) return;
  process.setSourceMapsEnabled?.(true);
  const load = (module, name) => {
    let built;
    try {
      built = esbuild.buildSync(
        optionsFor(name, folder, process.versions.node),
      );
    } catch (e) {
      throw buildError(e, folder);
    }
    module._compile(built.outputFiles[0].text, name, "commonjs");
  };
  for (const extension of EXTENSIONS) Module._extensions[extension] = load;
};
