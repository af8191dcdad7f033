// stream.mjs - answers that leave while they are being made: what a handler made
// by awslambda.streamifyResponse writes into, and the way from there to stdout.
// A file of its own, so that other handlers do not pay for it.

const { stringify } = JSON;
const Promise = globalThis.Promise;
const setTimeout = globalThis.setTimeout;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);

class StreamError extends Error {
  name = "Runtime.InvalidStreamingOperation";
}

// open() and data() are done when what they were given has been written,
// however long the reader takes; the event loop goes on meanwhile.
export const makeSpout = ({ writeLater, fill, mustWait, FRAME_MOST }) => {
  const frame = new Uint8Array(FRAME_MOST);
  let isShut = false;
  let flight = null; // what must be whole before another may write to stdout

  const writeSome = async (bytes) => {
    try {
      return await writeLater(bytes);
    } catch (e) {
      if (!mustWait(e)) throw e;
      await new Promise((resolve) => setTimeout(resolve, 1));
      return 0;
    }
  };
  const put = async (kind, payload, at, piece) => {
    const [size, next] = fill(frame, kind, payload, at, piece);
    for (let sent = 0; sent < size;) {
      sent += await writeSome(frame.subarray(sent, size));
    }
    return next;
  };
  // What comes after the end, from work left over, is never written.
  const fly = async (begin) => {
    if (isShut) await new Promise(() => {});
    flight = begin();
    try {
      return await flight;
    } finally {
      flight = null;
    }
  };
  return {
    isOpen: false,
    async open(opening) {
      this.isOpen = true;
      const payload = encode(stringify(opening));
      await fly(async () => {
        let at = 0;
        do at = await put("stream", payload, at); while (at < payload.length);
      });
    },
    async data(bytes) {
      for (let at = 0; at < bytes.length;) {
        at = await fly(() => put("data", bytes, at, "data"));
      }
    },
    // Null, or a promise of the end of the last write.
    shut() {
      isShut = true;
      return flight;
    },
  };
};

const isBytes = (chunk) =>
  typeof chunk === "string" || ArrayBuffer.isView(chunk);

const makeResponseStream = (Writable) =>
  class ResponseStream extends Writable {
    #spout;
    #opening = {};
    #isBegun = false;

    constructor(spout, highWaterMark) {
      super({ highWaterMark });
      this.#spout = spout;
    }

    setContentType(type) {
      if (this.#isBegun) {
        throw new StreamError("Cannot set content-type, too late.");
      }
      this.#opening.contentType = String(type);
    }

    // The prelude goes ahead of the first byte, or of the end. AWS's own stream
    // takes a function for that, and libraries give it one.
    #begin() {
      if (this.#isBegun) return;
      this.#isBegun = true;
      this._onBeforeFirstWrite?.((chunk) => super.write(chunk));
      if (this._prelude) this.#opening = { prelude: this._prelude };
    }

    // As on AWS, what is neither text nor bytes goes out as JSON.
    write(chunk, ...more) {
      if (!isBytes(chunk) && chunk !== null) chunk = stringify(chunk);
      this.#begin();
      return super.write(chunk, ...more);
    }

    end(chunk, ...more) {
      if (typeof chunk === "function") return super.end(chunk);
      if (chunk !== undefined && chunk !== null && !isBytes(chunk)) {
        chunk = stringify(chunk);
      }
      if (!this.writableEnded) this.#begin();
      return super.end(chunk, ...more);
    }

    async #put(bytes) {
      if (!this.#spout.isOpen) await this.#spout.open(this.#opening);
      await this.#spout.data(bytes);
    }

    _write(chunk, _encoding, done) {
      this.#put(chunk).then(() => done(), done);
    }

    _final(done) {
      this.#put(new Uint8Array(0)).then(() => done(), done);
    }
  };

// When everything written has left; or why it cannot.
const closed = (stream) =>
  new Promise((resolve, reject) => {
    stream.on("error", reject);
    stream.on("finish", resolve);
    stream.on("close", () =>
      reject(
        new StreamError("The response stream was destroyed before its end."),
      ));
  });

export const makeStreaming = async (highWaterMark) => {
  const { Writable } = await import("node:stream");
  const ResponseStream = makeResponseStream(Writable);
  return {
    makeSpout,
    // Done when the handler is, and its stream too: code after end() runs.
    call: async (handler, event, context, spout) => {
      const stream = new ResponseStream(spout, highWaterMark);
      const isClosed = closed(stream);
      isClosed.catch(() => {}); // told below, if nothing else is
      try {
        const result = await handler(event, stream, context);
        if (result !== undefined) {
          console.warn("Streaming handlers ignore return values.");
        }
        await isClosed;
      } catch (e) {
        // What was written before the failure leaves before it.
        if (spout.isOpen || stream.writableLength > 0) {
          if (!stream.destroyed) stream.end();
          await isClosed.catch(() => {});
        }
        throw e;
      }
    },
    sample: (_event, stream) => {
      stream.end("x");
    },
  };
};
