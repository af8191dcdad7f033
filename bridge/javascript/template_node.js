// The part of a template that depends on the interpreter, for Node and Bun.

import { replaceInt, replaceUuid, seedContexts } from "./node_random.js";

// Bun keeps 2,048 random bytes for short arrays and UUIDs.
const BUN_KEEPS = 2048;
const BUN_SHORT = 128;

// The first use in each process finds out the number: few handlers need it.
const replacePid = (process, readlinkSync) => {
  let { pid } = process;
  const { report } = process;
  const read = () => {
    try {
      return Number(readlinkSync("/proc/self"));
    } catch {
      return report.getReport().header.processId; // slow; needs no permission
    }
  };
  Object.defineProperty(process, "pid", {
    configurable: true,
    enumerable: true,
    get: () => pid ??= read(),
  });
  return {
    forget: () => {
      pid = undefined;
    },
    learn: () => {
      try {
        pid = Number(readlinkSync("/proc/self"));
      } catch {
        // A handler that asks for it waits for the report.
      }
    },
  };
};

const makeDrain = (crypto) => {
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  const short = new Uint8Array(BUN_SHORT);
  return () => {
    for (let size = 0; size <= 2 * BUN_KEEPS; size += BUN_SHORT) {
      getRandomValues(short);
    }
  };
};

// Node's library is preloaded, but Bun has no read(2) that it could replace.
const makeWaits = ({ dlopen }, closeSync) => {
  const module = { exports: {} };
  return {
    wait: ({ control, library }) => {
      try {
        dlopen(module, library);
        module.exports.wait(control);
      } catch (e) {
        closeSync(control); // tells the bootstrap
        throw e;
      }
    },
    awaitEvent: (isThere) => module.exports.awaitEvent(isThere ? 1 : 0),
  };
};

const forBun = async ({ builtin }, { watch }, process, crypto) => {
  const { closeSync } = await builtin("fs");
  const drain = makeDrain(crypto.webcrypto);
  for (const name of ["randomUUID", "randomInt"]) watch(crypto, name);
  watch(Object.getPrototypeOf(crypto.webcrypto), "randomUUID");
  return {
    version: `bun/${process.versions.bun}`,
    drain,
    ...makeWaits(process, closeSync),
  };
};

const forNode = async ({ builtin }, { note }, process, crypto) => {
  replaceUuid(crypto, note);
  const drawBelow = replaceInt(crypto, note, process.nextTick);
  seedContexts(await builtin("vm"), await builtin("v8"), drawBelow);
  return {
    version: `node/${process.versions.node}`,
    drain: () => {},
    wait: () => {},
    awaitEvent: () => {},
  };
};

export const makeNodeTemplate = async (engine, draws) => {
  const process = globalThis.process;
  const { readlinkSync } = await engine.builtin("fs");
  const { syncBuiltinESMExports } = await engine.builtin("module");
  const crypto = await engine.builtin("crypto");
  const { randomBytes } = crypto;
  const make = process.versions.bun ? forBun : forNode;
  const { version, drain, ...waits } = await make(
    engine,
    draws,
    process,
    crypto,
  );
  draws.watch(Object.getPrototypeOf(crypto.webcrypto), "getRandomValues");
  for (const name of ["randomBytes", "randomFill", "randomFillSync"]) {
    draws.watch(crypto, name);
  }
  const pid = replacePid(process, readlinkSync);
  syncBuiltinESMExports();
  return {
    version,
    randomHex: () => randomBytes(16).toString("hex"),
    endLoad: syncBuiltinESMExports,
    warmUp: pid.learn,
    refresh: () => {
      pid.forget();
      drain();
    },
    ...waits,
  };
};
