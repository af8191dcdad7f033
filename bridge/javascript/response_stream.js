// The Writable that a handler made by awslambda.streamifyResponse is given.

const { stringify } = JSON;

export class StreamError extends Error {
  name = "Runtime.InvalidStreamingOperation";
}

const isBytes = (chunk) =>
  typeof chunk === "string" || ArrayBuffer.isView(chunk);

export const makeResponseStream = (Writable) =>
  class ResponseStream extends Writable {
    #writer;
    #header = {};
    #hasBegun = false;

    constructor(writer, highWaterMark) {
      super({ highWaterMark });
      this.#writer = writer;
    }

    setContentType(type) {
      if (this.#hasBegun) {
        throw new StreamError("Cannot set content-type, too late.");
      }
      this.#header.contentType = String(type);
    }

    // The prelude is sent before the first byte, or before the end if there is
    // no byte. AWS's own stream takes a function for that, which libraries set.
    #begin() {
      if (this.#hasBegun) return;
      this.#hasBegun = true;
      this._onBeforeFirstWrite?.((chunk) => super.write(chunk));
      if (this._prelude) this.#header = { prelude: this._prelude };
    }

    // As on AWS, what is neither text nor bytes is sent as JSON.
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

    async #send(bytes) {
      if (!this.#writer.isOpen) await this.#writer.open(this.#header);
      await this.#writer.data(bytes);
    }

    // For the bridge: what is being sent, also once the stream is destroyed.
    _sending = null;

    _write(chunk, _encoding, done) {
      this._sending = this.#send(chunk);
      this._sending.then(() => done(), done);
    }

    _final(done) {
      this.#send(new Uint8Array(0)).then(() => done(), done);
    }
  };
