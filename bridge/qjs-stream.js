// qjs-stream.js - answers that leave while they are being made, for qjs: global
// awslambda, and the stream that a handler made by streamifyResponse writes
// into. Loaded when awslambda is looked at.
//
// Of Node's Writable it has what handlers use. A write is done when it returns:
// a reader that takes its time stops the handler, its timers too.

"use strict";

(({ encode, parse, sendBytes, stringify, STREAMING }) => {
  const MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");
  const HTTP_STREAM = "application/vnd.awslambda.http-integration-response";
  const HIGH_WATER_MARK = 16384;
  const Promise = globalThis.Promise;
  const queueMicrotask = globalThis.queueMicrotask;

  class StreamError extends Error {
    name = "Runtime.InvalidStreamingOperation";
  }
  class WriteAfterEnd extends Error {
    name = "Error";
    code = "ERR_STREAM_WRITE_AFTER_END";
  }
  // As on AWS, what is neither text nor bytes goes out as JSON.
  const bytesOf = (chunk) => {
    if (ArrayBuffer.isView(chunk)) {
      return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
    const text = typeof chunk === "string" ? chunk : stringify(chunk) ?? "";
    return encode(text.toWellFormed());
  };

  class ResponseStream {
    #listeners = [];
    #opening = {};
    #isBegun = false; // something has been written by the handler
    #isOpen = false; // and has left
    #isShut = false; // the answer is over
    #settle = Promise.withResolvers();
    errored = null;
    destroyed = false;
    writableEnded = false;
    writableFinished = false;

    constructor(highWaterMark = HIGH_WATER_MARK) {
      this.writableHighWaterMark = highWaterMark;
      this.#settle.promise.catch(() => {}); // told by call(), if at all
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
      if (this.#isBegun) {
        throw new StreamError("Cannot set content-type, too late.");
      }
      this.#opening.contentType = String(type);
    }

    // What comes after the end, from work left over, is never written.
    #put(bytes) {
      if (this.#isShut) return;
      if (!this.#isOpen) {
        sendBytes(1, "stream", encode(stringify(this.#opening)), "part");
      }
      this.#isOpen = true;
      if (bytes.length > 0) sendBytes(1, "data", bytes, "data");
    }

    // The prelude goes ahead of the first byte, or of the end. AWS's own stream
    // takes a function for that, and libraries give it one.
    #begin() {
      if (this.#isBegun) return;
      this.#isBegun = true;
      this._onBeforeFirstWrite?.((chunk) => this.#put(bytesOf(chunk)));
      if (this._prelude) this.#opening = { prelude: this._prelude };
    }

    write(chunk, encoding, done) {
      const tell = typeof encoding === "function" ? encoding : done;
      if (!this.writable) {
        const error = new WriteAfterEnd("write after end");
        tell?.(error);
        this.destroy(error);
        return false;
      }
      this.#begin();
      const bytes = bytesOf(chunk);
      this.#put(bytes);
      if (tell) queueMicrotask(() => tell());
      if (bytes.length < this.writableHighWaterMark) return true;
      queueMicrotask(() => this.emit("drain"));
      return false;
    }

    end(chunk, encoding, done) {
      const tell = [chunk, encoding, done].find((it) =>
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
        tell?.();
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

    // For the bridge: when everything is written; and no more is.
    get _closed() {
      return this.#settle.promise;
    }

    _shut() {
      this.#isShut = true;
    }
  }

  // Done when the handler is, and its stream too: code after end() runs.
  const call = async (handler, event, context) => {
    const stream = new ResponseStream(handler[MARK]);
    try {
      const result = await handler(event, stream, context);
      if (result !== undefined) {
        console.warn("Streaming handlers ignore return values.");
      }
      await stream._closed;
    } finally {
      stream._shut();
    }
  };
  const awslambda = {
    streamifyResponse: (handler, options) => {
      handler[STREAMING] = "response";
      const mark = options?.highWaterMark;
      if (typeof mark === "number") handler[MARK] = Math.trunc(mark);
      return handler;
    },
    HttpResponseStream: class HttpResponseStream {
      static from(stream, prelude) {
        if (typeof prelude !== "object" || prelude === null) {
          throw new TypeError(
            "HttpResponseStream.from(responseStream, prelude): the prelude " +
              "must be an object such as { statusCode: 200, headers: {} }",
          );
        }
        stream.setContentType(HTTP_STREAM);
        stream._prelude = parse(stringify(prelude));
        return stream;
      }
    },
  };
  return { awslambda, call };
});
