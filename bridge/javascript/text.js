// Text to UTF-8 and back, saved before the handler's module is loaded. qjs has
// converters of its own.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
export const encode = encoder.encode.bind(encoder);
// Throws if the bytes are not UTF-8.
export const decode = decoder.decode.bind(decoder);
