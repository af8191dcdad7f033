// The part of a template that depends on the interpreter, for Deno.

import { replaceFunction } from "./draws.js";

// Deno draws all random numbers, those for keys too, from a generator in its own
// memory. It takes a new seed from the kernel when it has produced 64 KiB.
const RESEEDED_AFTER = 65536;
const BLOCK = 4096;

const toHex = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// Deno keeps 128 UUIDs for later calls.
const replaceUuid = (crypto, getRandomValues, note) => {
  const bytes = new Uint8Array(16);
  const draw = () => {
    getRandomValues(bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  const prototype = Object.getPrototypeOf(crypto);
  const refuse = replaceFunction(prototype, "randomUUID", () =>
    function () {
      note("crypto.randomUUID");
      return this === crypto ? draw() : refuse.call(this);
    });
};

export const makeDenoTemplate = (_engine, { note, watch }) => {
  const crypto = globalThis.crypto;
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  const block = new Uint8Array(BLOCK);
  replaceUuid(crypto, getRandomValues, note);
  watch(Object.getPrototypeOf(crypto), "getRandomValues");
  return {
    version: `deno/${Deno.version.deno}`,
    randomHex: () => toHex(getRandomValues(new Uint8Array(16))),
    endLoad: () => {},
    warmUp: () => {},
    refresh: () => {
      for (let size = 0; size <= RESEEDED_AFTER; size += BLOCK) {
        getRandomValues(block);
      }
    },
    wait: () => {}, // the library is preloaded
    awaitEvent: () => {},
  };
};
