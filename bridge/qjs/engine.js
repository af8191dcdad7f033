// What the bridge needs of qjs after the handler's module has been loaded, saved
// before it is loaded: a module that replaces it cannot change the protocol.

/* global part */
// `part` is the parameter of the script that these modules are joined into
// (bridge/join): os and std, qjs's modules, and load of loader.mjs.

export const { load, os, std } = part;
export const { queueMicrotask } = globalThis;
export const { exit } = std;

const { atob, btoa, escape, unescape } = globalThis;
const { decodeURIComponent, encodeURIComponent } = globalThis;
const { fromBase64 } = Uint8Array;
const toBase64 = Function.call.bind(Uint8Array.prototype.toBase64);

// qjs has no TextEncoder and TextDecoder. Its own converters, one after the other,
// are 30 times as fast as a loop over the characters.
const NOT_ASCII = /[^ -~\n]/;
export const encode = (text) =>
  fromBase64(
    btoa(NOT_ASCII.test(text) ? unescape(encodeURIComponent(text)) : text),
  );
// Throws if the bytes are not UTF-8.
export const decode = (bytes) => {
  const text = atob(toBase64(bytes));
  return NOT_ASCII.test(text) ? decodeURIComponent(escape(text)) : text;
};
