// Reads and writes that block, although another holder of a pipe may have made it
// non-blocking.

const RETRY_MS = 1;
const wait = Atomics.wait;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export const wouldBlock = (e) =>
  e?.code === "EAGAIN" || e?.name === "WouldBlock";

export const untilDone = (call, ...args) => {
  for (;;) {
    try {
      return call(...args);
    } catch (e) {
      if (!wouldBlock(e)) throw e;
      wait(sleeper, 0, 0, RETRY_MS);
    }
  }
};
