// Tries each door of `permissions` once: {"read": true, ...}, true where it
// got through.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { hostname } from "node:os";
import process from "node:process";

const tries = (work) => {
  try {
    return work() ?? true;
  } catch {
    return false;
  }
};

const reaches = (port) =>
  new Promise((done) => {
    try {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => done(true));
      socket.on("error", () => done(false));
    } catch {
      done(false);
    }
  });

const runs = (program) =>
  globalThis.Deno
    ? new globalThis.Deno.Command(program, { clearEnv: true }).outputSync()
      .success
    : execFileSync(program) && true;

// A library that is none: who may load it says so, who may not says that.
const loads = (path) => {
  try {
    if (globalThis.Deno) globalThis.Deno.dlopen(path, {});
    else process.dlopen({ exports: {} }, path);
  } catch (error) {
    return !/NotCapable|ERR_DLOPEN_DISABLED|ERR_ACCESS_DENIED/.test(
      `${error.name} ${error.code}`,
    );
  }
  return true;
};

export const handler = async ({ secret, out, port, program, library }) => ({
  read: tries(() => readFileSync(secret, "utf8") === "secret"),
  write: tries(() => writeFileSync(out, "x")),
  net: await reaches(port),
  env: tries(() => process.env.SECRET_WORD === "secret"),
  run: tries(() => runs(program)),
  ffi: loads(library),
  sys: tries(() => hostname() !== ""),
});
