// Streamed responses for qjs: global `awslambda`, and the stream that a handler
// made by streamifyResponse writes into. Joined into qjs-stream.js, which is
// loaded at the first use of awslambda.
//
// Of Node's Writable it has what handlers use. A write is done when it returns:
// a slow reader blocks the handler, and its timers too.

import { HIGH_WATER_MARK, makeAwslambda } from "../javascript/awslambda.js";

/* global part */

const { afterCopy, encode, parse, sendBytes, stringify } = part;
const DEFAULT_HIGH_WATER_MARK = 16384;
const { Promise, queueMicrotask } = globalThis;

class StreamError extends Error {
  name = "Runtime.InvalidStreamingOperation";
}
class WriteAfterEnd extends Error {
  name = "Error";
  code = "ERR_STREAM_WRITE_AFTER_END";
}
// As on AWS, what is neither text nor bytes is sent as JSON.
const bytesOf = (chunk) => {
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  const text = typeof chunk === "string" ? chunk : stringify(chunk) ?? "";
  return encode(text.toWellFormed());
};

class ResponseStream {
  #listeners = [];
  #header = {};
  #hasBegun = false; // the handler has written something
  #isOpen = false; // the header has been sent
  #isClosed = false; // nothing is sent any more
  #settle = Promise.withResolvers();
  errored = null;
  destroyed = false;
  writableEnded = false;
  writableFinished = false;

  constructor(highWaterMark = DEFAULT_HIGH_WATER_MARK) {
    this.writableHighWaterMark = highWaterMark;
    this.#settle.promise.catch(() => {}); // reported by call()
  }

  get writable() {
    return !this.writableEnded && !this.destroyed;
  }

  on(name, call) {
    this.#listeners.push({ name, call });
    return this;
  }

  once(name, call) {
    this.#listeners.push({ name, call, isOnce: true });
    return this;
  }

  off(name, call) {
    this.#listeners = this.#listeners.filter((it) =>
      it.name !== name || it.call !== call
    );
    return this;
  }

  emit(name, ...args) {
    const called = this.#listeners.filter((it) => it.name === name);
    this.#listeners = this.#listeners.filter((it) =>
      !it.isOnce || it.name !== name
    );
    for (const { call } of called) call.apply(this, args);
    return called.length > 0;
  }

  setContentType(type) {
    if (this.#hasBegun) {
      throw new StreamError("Cannot set content-type, too late.");
    }
    this.#header.contentType = String(type);
  }

  // After the end nothing is sent, as by work that the handler left behind.
  #put(bytes) {
    if (this.#isClosed) return;
    if (!this.#isOpen) {
      sendBytes(1, "stream", encode(stringify(this.#header)), "part");
    }
    this.#isOpen = true;
    if (bytes.length > 0) sendBytes(1, "data", bytes, "data");
  }

  // The prelude is sent before the first byte, or before the end if there is no
  // byte. AWS's own stream takes a function for that, which libraries set.
  #begin() {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this._onBeforeFirstWrite?.((chunk) => this.#put(bytesOf(chunk)));
    if (this._prelude) this.#header = { prelude: this._prelude };
  }

  write(chunk, encoding, done) {
    const callback = typeof encoding === "function" ? encoding : done;
    if (!this.writable) {
      const error = new WriteAfterEnd("write after end");
      callback?.(error);
      this.destroy(error);
      return false;
    }
    this.#begin();
    const bytes = bytesOf(chunk);
    this.#put(bytes);
    if (callback) queueMicrotask(() => callback());
    if (bytes.length < this.writableHighWaterMark) return true;
    queueMicrotask(() => this.emit("drain"));
    return false;
  }

  end(chunk, encoding, done) {
    const callback = [chunk, encoding, done].find((it) =>
      typeof it === "function"
    );
    if (this.writableEnded) return this;
    if (
      typeof chunk !== "function" && chunk !== undefined && chunk !== null
    ) {
      this.write(chunk);
    }
    this.#begin();
    this.#put(new Uint8Array(0));
    this.writableEnded = true;
    queueMicrotask(() => {
      if (this.errored) return;
      this.writableFinished = true;
      this.emit("finish");
      this.emit("close");
      callback?.();
      this.#settle.resolve();
    });
    return this;
  }

  destroy(error) {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.errored = error ??
      new StreamError("The response stream was destroyed before its end.");
    queueMicrotask(() => {
      if (error) this.emit("error", error);
      this.emit("close");
    });
    this.#settle.reject(this.errored);
    return this;
  }

  // For the bridge: resolves when everything has been sent.
  get _closed() {
    return this.#settle.promise;
  }

  // For the bridge: sends nothing from here on.
  _close() {
    this.#isClosed = true;
  }
}

// Done when both the handler and its stream are: code after end() runs.
const call = async (handler, event, context) => {
  const stream = new ResponseStream(handler[HIGH_WATER_MARK]);
  try {
    const result = await handler(event, stream, context);
    if (result !== undefined) {
      console.warn("Streaming handlers ignore return values.");
    }
    await stream._closed;
  } finally {
    stream._close();
  }
};

part.exports = {
  awslambda: makeAwslambda({ parse, stringify, afterCopy }),
  call,
};
