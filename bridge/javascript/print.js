// process.stdout and process.stderr of Node and Bun. What they cannot write at once
// they would write later: after a line of the console, or not at all if the event
// ends before. So they block, as the console does.

import { untilDone } from "./blocking.js";

const block = (stream, fd, writeSync, Buffer) => {
  const writeAll = (bytes) => {
    for (let sent = 0; sent < bytes.length;) {
      sent += untilDone(writeSync, fd, bytes.subarray(sent));
    }
  };
  stream._handle?.setBlocking?.(true); // for programs that inherit the pipe
  delete stream.write; // Bun's own, which does not call _write
  stream._writev = null;
  stream._write = (chunk, encoding, done) => {
    const isText = typeof chunk === "string";
    try {
      writeAll(isText ? Buffer.from(chunk, encoding) : chunk);
    } catch (e) {
      done(e);
      return;
    }
    done();
  };
  return stream;
};

// Bun makes its own streams as soon as one looks at them, which takes 20 ms.
const makeForBun = (process, fd) => {
  const { Writable } = process.getBuiltinModule("stream");
  const stream = new Writable({ decodeStrings: false });
  stream._destroy = (e, done) => done(e);
  stream.destroySoon = stream.destroy;
  return Object.assign(stream, { fd, _type: "fs", _isStdio: true });
};

// What behaves like the object, which is made at the first use.
const standIn = (make) => {
  let made;
  const target = () => made ??= make();
  const handler = {
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(target(), key);
      return found && { ...found, configurable: true };
    },
    set: (_, key, value) => Reflect.set(target(), key, value),
    get: (_, key) => Reflect.get(target(), key),
  };
  for (
    const name of [
      "defineProperty",
      "deleteProperty",
      "getPrototypeOf",
      "has",
      "ownKeys",
      "setPrototypeOf",
    ]
  ) {
    handler[name] = (_, ...rest) => Reflect[name](target(), ...rest);
  }
  return new Proxy({}, handler);
};

// The streams are made at their first use. In Bun a getter would be enough to
// make its own ones; an assignment is not.
export const blockOutput = (process, isBun, writeSync, Buffer) => {
  for (const [name, fd] of [["stdout", 1], ["stderr", 2]]) {
    if (isBun) {
      process[name] = standIn(() =>
        block(makeForBun(process, fd), fd, writeSync, Buffer)
      );
      continue;
    }
    const { get } = Object.getOwnPropertyDescriptor(process, name);
    let stream;
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get: () => stream ??= block(get.call(process), fd, writeSync, Buffer),
    });
  }
};
