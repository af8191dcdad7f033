// The input: lines of JSON and exact numbers of bytes. Blocks: timers and sockets
// stand still meanwhile, as in a frozen sandbox.

import { untilDone } from "./blocking.js";
import { parse } from "./primordials.js";
import { decode } from "./text.js";

const FIRST_CAPACITY = 65536;
const LF = 10;

export const makeInput = (read) => {
  let buffer = new Uint8Array(FIRST_CAPACITY);
  let from = 0;
  let to = 0;
  const readMore = () => {
    if (to === buffer.length) {
      const unread = buffer.subarray(from, to);
      if (from === 0) buffer = new Uint8Array(2 * buffer.length);
      buffer.set(unread);
      [from, to] = [0, unread.length];
    }
    const size = untilDone(read, buffer.subarray(to));
    to += size;
    return size > 0;
  };
  return {
    isEmpty: () => from === to,
    // A line of JSON, parsed; null at its end.
    line: () => {
      for (;;) {
        const size = buffer.subarray(from, to).indexOf(LF);
        if (size < 0 && !readMore()) return null;
        if (size < 0) continue;
        from += size + 1;
        return parse(decode(buffer.subarray(from - size - 1, from - 1)));
      }
    },
    // Null if it ends before.
    bytes: (size) => {
      const bytes = new Uint8Array(size);
      let at = Math.min(size, to - from);
      bytes.set(buffer.subarray(from, from + at));
      from += at;
      while (at < size) {
        const got = untilDone(read, bytes.subarray(at));
        if (got === 0) return null;
        at += got;
      }
      return bytes;
    },
  };
};
