// Writes the frames of a response stream to stdout. The event loop goes on
// meanwhile, however slow the reader is.

const { stringify } = JSON;
const Promise = globalThis.Promise;
const setTimeout = globalThis.setTimeout;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);

const RETRY_MS = 1;

// open() and data() are done when all bytes have been written.
export const makeWriter = (
  { writeLater, fillFrame, wouldBlock, FRAME_MAX },
) => {
  const frame = new Uint8Array(FRAME_MAX);
  let isClosed = false;
  let lastWrite = null; // must be complete before others may write to stdout

  const writeSome = async (bytes) => {
    try {
      return await writeLater(bytes);
    } catch (e) {
      if (!wouldBlock(e)) throw e;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      return 0;
    }
  };
  const writeFrame = async (kind, payload, at, piece) => {
    const [size, next] = fillFrame(frame, kind, payload, at, piece);
    for (let sent = 0; sent < size;) {
      sent += await writeSome(frame.subarray(sent, size));
    }
    return next;
  };
  // After close() nothing is written: work that the handler left behind waits
  // for ever.
  const write = async (begin) => {
    if (isClosed) await new Promise(() => {});
    lastWrite = begin();
    try {
      return await lastWrite;
    } finally {
      lastWrite = null;
    }
  };
  return {
    isOpen: false,
    async open(streamHeader) {
      this.isOpen = true;
      const payload = encode(stringify(streamHeader));
      await write(async () => {
        let at = 0;
        do at = await writeFrame("stream", payload, at); while (
          at < payload.length
        );
      });
    },
    async data(bytes) {
      for (let at = 0; at < bytes.length;) {
        at = await write(() => writeFrame("data", bytes, at, "data"));
      }
    },
    // Returns null, or a promise for the end of the last write.
    close() {
      isClosed = true;
      return lastWrite;
    },
  };
};
