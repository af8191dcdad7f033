// runtime.js - dayfly's bridge: the one file that stands between the bootstrap
// and a JavaScript or TypeScript handler. Runs as it is under Node >= 18,
// Deno 2 and Bun 1, as a CommonJS script or as an ES module: hence no import,
// no require and no top-level await in it.
//
//   stdin   at birth one line of JSON, the hello; then per event one line of
//           JSON, the head, and exactly head.length bytes, the event
//   stdout  frames: RS nonce SP kind SP length LF payload; one LF straight
//           after a frame belongs to it
//   stderr  the same frames of kind `log`, payload: LEVEL SP text
//
// What a handler's author should know:
//   - an event of 0 bytes is `{}`, as on AWS; any other event is parsed as JSON
//   - `undefined`, a function or a symbol as the answer is `null`
//   - before the first event and after an answer the process blocks in read(2):
//     timers and sockets stand still until the next event, as in a frozen
//     sandbox
//
// Whatever is needed after the handler's module was loaded is taken before: a
// module that replaces JSON.stringify, Date.now or process.exit (fake timers,
// test doubles) cannot bend the protocol.

// Node opens its inspector on SIGUSR1, to everybody of the same uid, unless
// somebody listens. Deno's `process` is left alone: it is slow to load.
if (!globalThis.Deno) globalThis.process.on("SIGUSR1", () => {});

(async () => {
  "use strict";
  const FRAME_MOST = 4096; // PIPE_BUF: a write of this size is never torn
  const PIECE_MOST = FRAME_MOST - 51; // 51: the longest head and an LF
  const RUN_MOST_MS = 900_000;
  const CAUSES_MOST = 8;
  const PLACES_MOST = 40; // of a stack; V8 itself keeps 10
  const NAME_MOST = 256; // of a path or function; some are data: URLs
  const LEVELS = {
    trace: "TRACE",
    debug: "DEBUG",
    warn: "WARN",
    error: "ERROR",
    assert: "ERROR",
  };
  const SAYINGS = "log info debug warn error trace dir dirxml table assert " +
    "count countReset group groupCollapsed groupEnd time timeLog timeEnd";

  const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
  const STREAM_MARK = Symbol.for(
    "aws.lambda.runtime.handler.streaming.highWaterMark",
  );
  const HTTP_STREAM = "application/vnd.awslambda.http-integration-response";

  const { parse, stringify } = JSON;
  const now = Date.now;
  const clock = globalThis.performance ?? Date; // Node before 16 has none
  const Promise = globalThis.Promise;
  const wait = Atomics.wait;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const encode = encoder.encode.bind(encoder);
  const decode = decoder.decode.bind(decoder);

  // ---- Errors

  // The bridge's own: thrown, it is answered as it is.
  class Fault {
    constructor(errorType, errorMessage, stackTrace = [], cause) {
      this.body = { errorType, errorMessage, stackTrace };
      this.cause = cause;
    }
  }
  // As AWS's client does: what may become a header's value has no DEL in it.
  const plain = (text) => text.split("\x7f").join("%7F");
  const linesOf = (e) =>
    typeof e?.stack === "string" ? plain(e.stack).split("\n") : [];
  const textOf = (thing) => {
    try {
      return String(thing);
    } catch {
      return "a value that has no text form";
    }
  };
  // Not by instanceof alone: errors come from other realms and libraries too;
  // and Bun's own AggregateError has no stack.
  const isError = (e) =>
    typeof e?.name === "string" && typeof e.message === "string" &&
    ("stack" in e || e instanceof Error);
  // `room`: how many causes and errors within errors may still be told.
  const bodyOfError = (e, room) => {
    const body = {
      errorType: plain(e.name || "Error"),
      errorMessage: plain(e.message),
      stackTrace: linesOf(e),
    };
    if (e.cause !== undefined && room.left-- > 0) {
      body.cause = bodyOf(e.cause, room);
    }
    if (Array.isArray(e.errors)) { // AggregateError: it says nothing itself
      body.errors = [];
      for (const inner of e.errors) {
        if (room.left-- > 0) body.errors.push(bodyOf(inner, room));
      }
    }
    return body;
  };
  const bodyOf = (e, room = { left: CAUSES_MOST }) => {
    if (e instanceof Fault) return e.body;
    try {
      if (isError(e)) return bodyOfError(e, room);
    } catch {
      // its members cannot be read: it is as good as any other thing thrown
    }
    const errorMessage = plain(textOf(e));
    return { errorType: typeof e, errorMessage, stackTrace: [] };
  };
  // The same, and where it came from as X-Ray wants to know it.
  const PLACE = /^\s+at (?:(.*) \()?(?:file:\/\/)?([^()]+):(\d+):\d+\)?$/;
  const withCause = (e, folder) => {
    const body = bodyOf(e);
    if (e instanceof Fault || body.stackTrace.length === 0) return body;
    const stack = [];
    for (const text of body.stackTrace) {
      const [, label = "anonymous", path, line] = PLACE.exec(text) ?? [];
      if (!path) continue;
      const [short, name] = [path, label].map((all) => all.slice(0, NAME_MOST));
      stack.push({ path: short, line: Number(line), label: name });
    }
    stack.length = Math.min(stack.length, PLACES_MOST);
    const message = textOf(body.errorMessage).slice(0, 1024);
    return {
      ...body,
      xray: {
        working_directory: folder,
        exceptions: [{ type: body.errorType, message, stack }],
        paths: [...new Set(stack.map(({ path }) => path))],
      },
    };
  };
  const isMissing = (e) =>
    /^(ERR_)?MODULE_NOT_FOUND$|^ERR_(PACKAGE|UNKNOWN|UNSUPPORTED|DLOPEN)_/
      .test(e?.code);
  // Could the code not be read, or did JSON.parse, new Function or the like
  // throw while it ran? Then a frame of theirs is on top.
  const isUnreadable = (e) => {
    if (e?.name === "BuildMessage" || e?.errors?.[0]?.name === "BuildMessage") {
      return true; // Bun
    }
    if (e?.name !== "SyntaxError") return /^SyntaxError: /.test(e?.message);
    const top = linesOf(e).find((line) => /^ +at (?!<parse>)/.test(line));
    return !top || /[(:]internal\/|at async |at unknown/.test(top);
  };
  const importFault = (e, file) => {
    if (isUnreadable(e)) {
      const { message, position: at } = e.errors?.[0] ?? e;
      const stack = linesOf(e);
      const isPlaced = globalThis.Deno ||
        stack.some((line) => /^(file:\/\/|\/).*:\d/.test(line));
      let place = isPlaced ? "" : `in ${file} or what it imports: `;
      if (at) place = `${at.file}:${at.line}:${at.column}: `;
      let text = textOf(message).replace(/^SyntaxError: /, "");
      if (!isPlaced && !at && !globalThis.Bun) {
        text += ` (\`node --check ${file}\` tells where)`;
      }
      const type = "Runtime.UserCodeSyntaxError";
      return new Fault(type, `SyntaxError: ${place}${text}`, stack);
    }
    if (!isMissing(e)) return e;
    const type = "Runtime.ImportModuleError";
    return new Fault(type, `Error: ${e.message}`, linesOf(e), e);
  };

  // What the interpreter or the kernel has refused: the keys of "permissions"
  // one of which would have granted it, what would stand there, and whether
  // the kernel may have had other reasons. `held`: of each key that does not
  // grant all, whether it grants anything.
  const NODE_KEYS = {
    FileSystemRead: "read",
    FileSystemWrite: "write",
    ChildProcess: "run",
    WorkerThreads: "run",
    Net: "net",
  };
  const CHANGING = /^(mk|unlink|rm|rename|symlink|link|truncate)/;
  const DENO_SAYS = /^Requires (\w+) access(?: to "?(.*?)"?)?, run again/;
  const refusalOf = (e, held) => {
    const { code, syscall = "", path, port } = e;
    if (code === "ERR_ACCESS_DENIED") {
      return [[NODE_KEYS[e.permission]], e.resource];
    }
    if (code === "ERR_DLOPEN_DISABLED") return [["ffi"]];
    const [, key, what] = DENO_SAYS.exec(e.message) ?? [];
    if (key || !held) return [[key], what];
    if (code === "EAI_AGAIN" && held.net === false) return [["net"]];
    if (code !== "EACCES") return [[]];
    const isFile = /^[^:]*[/]/.test(path); // else a URL, or none
    let keys = CHANGING.test(syscall) ? ["write"] : ["read", "write"];
    if (/spawn/.test(syscall)) keys = ["run"];
    if (!isFile) keys = ["net"];
    const grants = isFile ? path : port && `:${port}`;
    return [keys.filter((key) => key in held), grants, true];
  };
  // For people, and none when it was no refusal.
  const refusalText = (e, held) => {
    let at = e;
    for (let left = CAUSES_MOST; at && left > 0; left--) {
      const [[key, other], what, isPerhaps] = refusalOf(at, held);
      if (key) {
        const grant = stringify({ [key]: what ? [what] : true });
        let or = what ? "" : ", or a list,";
        if (other) or = ` (or "${other}")`;
        return `dayfly.json ${isPerhaps ? "may" : "does"} not grant that; ` +
          `"permissions": ${grant}${or} would`;
      }
      at = at.cause ?? at.errors?.[0];
    }
  };

  // ---- The interpreter, as one set of calls: read (0 at the end), write,
  // writeLater to stdout (a promise; the event loop goes on meanwhile), exit,
  // load the handler, load another file of the bridge, setTrace, makeConsole
  // over print(text), word of accidents

  const makeDeno = () => {
    const { stdin, stdout, stderr, exit, env } = Deno;
    const readSync = stdin.readSync.bind(stdin);
    const writers = {
      1: stdout.writeSync.bind(stdout),
      2: stderr.writeSync.bind(stderr),
    };
    const Console = Deno[Deno.internal]?.Console;
    return {
      read: (bytes) => readSync(bytes) ?? 0,
      write: (fd, bytes) => writers[fd](bytes),
      writeLater: stdout.write.bind(stdout),
      exit,
      // The import map on the command line says which file. Only such a
      // literal can be loaded without a permission.
      load: async () => {
        const module = await import("dayfly-function");
        return module["module.exports"] ?? module;
      },
      loadPart: (load) => load(),
      setTrace: (text) =>
        text === undefined
          ? env.delete("_X_AMZN_TRACE_ID")
          : env.set("_X_AMZN_TRACE_ID", text),
      // Deno's stdout writes up to the last LF, then the rest: a frame whose
      // own last byte is an LF is written at once.
      frameEnd: "\n",
      makeConsole: Console && ((print) => new Console(print)),
      onAccident: ({ error, rejection, idle }) => {
        const own = (tell) => (event) => {
          event.preventDefault(); // or Deno ends before we have told
          tell(event);
        };
        addEventListener("error", own((event) => error(event.error)));
        addEventListener("unhandledrejection", own((e) => rejection(e.reason)));
        addEventListener("beforeunload", idle);
      },
    };
  };

  const makeNode = async () => {
    const process = globalThis.process;
    const isBun = "bun" in process.versions;
    const setImmediate = globalThis.setImmediate;
    // Node of old has none of the first, and import() none in a script.
    const builtin = async (name) =>
      process.getBuiltinModule?.(name) ?? process.mainModule?.require(name) ??
        await import(`node:${name}`);
    const { existsSync, readSync, readFileSync, writeSync, write } =
      await builtin("fs");
    const { createRequire, register } = await builtin("module");
    const urlOf = async (file) => (await builtin("url")).pathToFileURL(file);

    // Node reads the maps of all that it loads, or none: the handler's decides.
    // Deno reads them anyway, Bun those that it makes itself.
    const isMapped = (file) => {
      if (isBun) return false;
      try {
        return existsSync(`${file}.map`) ||
          readFileSync(file, "latin1").includes("\n//# sourceMappingURL=");
      } catch {
        return false; // load() has the words for a file that cannot be read
      }
    };

    // require() shows module.exports as it is, takes ES modules too, and
    // spares Node the start of its other loader (3 ms). A module that waits at
    // its top level is refused before it has run.
    const load = async (file) => {
      try {
        return createRequire(file)(file);
      } catch (e) {
        if (
          /^ERR_REQUIRE_(ASYNC_MODULE|ESM)$/.test(e?.code) ||
          /^require\(\) async module /.test(e?.message)
        ) return import(await urlOf(file));
        const isModule = isUnreadable(e) && !process.features.require_module &&
          /'export'|import statement|import\.meta|await is only/
            .test(e.message);
        if (!isModule || !register) throw e;
        // Node before 20.19 takes a .js file for CommonJS whatever is in it.
        const hook = "export const load = (url, context, next) => next(url, " +
          "url.endsWith('.js') && !url.includes('/node_modules/') ? " +
          "{ ...context, format: 'module' } : context)";
        register("data:text/javascript," + encodeURIComponent(hook));
        return import(await urlOf(file));
      }
    };
    // V8 compiles a function when it is first called, which would be when the
    // event is there: 80 us for a handler of one line.
    const loadWhole = async (file) => {
      const v8 = process.getBuiltinModule?.("node:v8");
      if (isBun || !v8) return load(file);
      v8.setFlagsFromString("--no-lazy");
      try {
        return await load(file);
      } finally {
        v8.setFlagsFromString("--lazy");
      }
    };
    let isTraced = true; // perhaps by whoever started it
    return {
      read: (bytes) => readSync(0, bytes, 0, bytes.length, null),
      write: writeSync,
      writeLater: (bytes) =>
        new Promise((resolve, reject) =>
          write(1, bytes, (e, size) => e ? reject(e) : resolve(size))
        ),
      exit: process.exit.bind(process),
      load: async ({ file, thorough }) => {
        if (isMapped(file)) process.setSourceMapsEnabled?.(true);
        try {
          const module = await (thorough ? loadWhole(file) : load(file));
          // A turn later Node tells of promises that the module let fall. Bun
          // and Deno take more turns, and Deno 7 ms for its first timer.
          if (!isBun) await new Promise((resolve) => setImmediate(resolve));
          return module;
        } catch (e) {
          const isPlain = process.features.typescript || !/ts$/.test(file);
          if (isPlain || !(isMissing(e) || isUnreadable(e))) throw e;
          throw new Fault(
            "Runtime.ImportModuleError",
            `Node ${process.version} cannot load TypeScript; use Node 22.18 ` +
              `or later, Deno or Bun, or compile ${file} (${e.message})`,
          );
        }
      },
      // As for the handler: require() spares Node its other loader (6 ms).
      loadPart: async (load, name) => {
        try {
          return createRequire(process.argv[1])(name);
        } catch {
          return await load();
        }
      },
      setTrace: (text) => {
        if (text !== undefined) process.env._X_AMZN_TRACE_ID = text;
        else if (isTraced) delete process.env._X_AMZN_TRACE_ID;
        isTraced = text !== undefined;
      },
      frameEnd: "",
      makeConsole: (print) => {
        const stdout = { write: print };
        return new console.Console({
          stdout,
          ignoreErrors: false,
          colorMode: false,
        });
      },
      onAccident: ({ error, rejection, idle }) => {
        process.on("uncaughtException", error);
        process.on("unhandledRejection", rejection);
        process.on("beforeExit", idle);
      },
    };
  };

  // ---- Pipes

  // Another holder of a pipe may have made it non-blocking.
  const mustWait = (e) => e?.code === "EAGAIN" || e?.name === "WouldBlock";
  const nap = new Int32Array(new SharedArrayBuffer(4));
  const patiently = (call, ...args) => {
    for (;;) {
      try {
        return call(...args);
      } catch (e) {
        if (!mustWait(e)) throw e;
        wait(nap, 0, 0, 1);
      }
    }
  };
  const makeInput = (read) => {
    let held = new Uint8Array(65536);
    let from = 0;
    let to = 0;
    const more = () => {
      if (to === held.length) {
        const old = held.subarray(from, to);
        if (from === 0) held = new Uint8Array(2 * held.length);
        held.set(old);
        [from, to] = [0, old.length];
      }
      const got = patiently(read, held.subarray(to));
      to += got;
      return got > 0;
    };
    return {
      isEmpty: () => from === to,
      line: () => {
        for (;;) {
          const size = held.subarray(from, to).indexOf(10);
          if (size < 0 && !more()) return null;
          if (size < 0) continue;
          from += size + 1;
          return parse(decode(held.subarray(from - size - 1, from - 1)));
        }
      },
      bytes: (size) => {
        const bytes = new Uint8Array(size);
        let at = Math.min(size, to - from);
        bytes.set(held.subarray(from, from + at));
        from += at;
        while (at < size) {
          const got = patiently(read, bytes.subarray(at));
          if (got === 0) return null;
          at += got;
        }
        return bytes;
      },
    };
  };
  // One write(2), one frame: others write to these pipes too. A payload that
  // does not fit goes in pieces, all but the last of the kind `piece`.
  // Returns the frame's size, and where the next piece begins.
  const makeFill = (nonce, frameEnd) => {
    const last = encode(frameEnd);
    return (frame, kind, payload, at, piece = "part") => {
      const end = Math.min(at + PIECE_MOST, payload.length);
      const name = end < payload.length ? piece : kind;
      const head = encode(`\x1e${nonce} ${name} ${end - at}\n`);
      const body = head.length + end - at;
      frame.set(head);
      frame.set(payload.subarray(at, end), head.length);
      frame.set(last, body);
      return [body + last.length, end];
    };
  };
  // Of a large payload many pieces in one write. They are whole pages, and only
  // between pages does Linux let another writer in; 16 of them fill a pipe.
  const makeRow = (nonce, frameEnd) => {
    const row = new Uint8Array(16 * FRAME_MOST);
    const last = encode(frameEnd);
    const most = FRAME_MOST - nonce.length - last.length - 12;
    const head = encode(`\x1e${nonce} part ${most}\n`);
    for (let at = 0; at < row.length; at += FRAME_MOST) {
      row.set(head, at);
      row.set(last, at + FRAME_MOST - last.length);
    }
    return (payload, from) => {
      const pages = Math.ceil((payload.length - from) / most) - 1;
      const end = Math.min(row.length, pages * FRAME_MOST);
      for (let at = head.length; at < end; at += FRAME_MOST) {
        row.set(payload.subarray(from, from += most), at);
      }
      return [row.subarray(0, end), from];
    };
  };
  const makeSend = (write, fill, nonce, frameEnd) => {
    const frame = new Uint8Array(FRAME_MOST);
    let fillRow;
    const sendAll = (fd, bytes) => {
      for (let sent = 0; sent < bytes.length;) {
        sent += patiently(write, fd, bytes.subarray(sent));
      }
    };
    return (fd, kind, text) => {
      const payload = encode(text);
      let at = 0;
      let row;
      while (payload.length - at > 4 * FRAME_MOST) {
        fillRow ??= makeRow(nonce, frameEnd);
        [row, at] = fillRow(payload, at);
        sendAll(fd, row);
      }
      do {
        const [size, next] = fill(frame, kind, payload, at);
        sendAll(fd, frame.subarray(0, size));
        at = next;
      } while (at < payload.length);
    };
  };

  // ---- The handler

  // What AWS's Node runtime has in its global scope: a mark, and a prelude
  // that goes ahead of the first byte.
  globalThis.awslambda = {
    streamifyResponse: (handler, options) => {
      handler[STREAMING] = "response";
      const mark = options?.highWaterMark;
      if (typeof mark === "number") handler[STREAM_MARK] = Math.trunc(mark);
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
  const refuse = (type, why) => {
    throw new Fault(`Runtime.${type}`, why);
  };
  const isStreaming = (found, handler) => {
    const mark = found[STREAMING] ?? false;
    if (mark !== false && mark !== "response") {
      refuse(
        "MalformedStreamingHandler",
        `${handler}: only response streaming is supported`,
      );
    }
    return mark === "response";
  };
  const isWeb = (thing) => typeof thing?.fetch === "function";
  // Of a module without the export: its default one, or CommonJS's only one.
  const defaultOf = (module) =>
    module?.default ?? (module?.[Symbol.toStringTag] ? null : module);
  // A misspelt name is found by those that are there.
  const missingExport = (module, { handler, export: path, file }) => {
    const name = handler.endsWith(`.${path}`) ? handler : `${handler}: ${path}`;
    const names = Object.keys(Object(module)).slice(0, 10).join(", ");
    const there = names.slice(0, 256) ||
      (typeof module === "function" ? "one function, by no name" : "nothing");
    return `${name} is undefined or not exported; ` +
      `${file.replace(/^.*[/]/s, "")} exports ${there}`;
  };
  // The handler as a function, and its kind: "stream", "web" or none.
  const findHandler = (module, hello) => {
    const { handler, export: path } = hello;
    const names = path.split(".");
    const last = names.pop();
    const owner = names.reduce((at, name) => at?.[name], module);
    const found = owner?.[last];
    const app = found ?? defaultOf(module);
    if (isWeb(app) && typeof found !== "function") {
      return { call: (...args) => app.fetch(...args), kind: "web" };
    }
    if (found === undefined || found === null) {
      refuse("HandlerNotFound", missingExport(module, hello));
    }
    if (typeof found !== "function") {
      refuse("HandlerNotFound", `${handler} is not a function`);
    }
    if (isStreaming(found, handler)) return { call: found, kind: "stream" };
    if (last === "fetch") {
      return { call: (...args) => found.apply(owner, args), kind: "web" };
    }
    if (found.length >= 3) {
      refuse(
        "CallbackHandlerDeprecated",
        `${handler} takes a callback, which is never called; write ` +
          "`async (event, context) => result` and return or throw instead",
      );
    }
    return { call: found };
  };
  const parseText = (text, type, what) => {
    try {
      return parse(text);
    } catch (e) {
      throw new Fault(`Runtime.${type}`, `${what} is not JSON: ${e.message}`);
    }
  };
  const makeEvent = (bytes) => {
    const type = "UnmarshalError";
    if (bytes.length === 0) return {};
    let text;
    try {
      text = decode(bytes);
    } catch {
      throw new Fault(`Runtime.${type}`, "the event is not UTF-8 text");
    }
    return parseText(text, type, "the event");
  };
  const makeContext = (fixed, call) => {
    const deadline = call.deadlineMs ?? now() + RUN_MOST_MS;
    const parsed = (text, what) =>
      text && parseText(text, "LambdaContextUnmarshalError", what);
    return {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: fixed.functionVersion,
      functionName: fixed.functionName,
      memoryLimitInMB: fixed.memoryLimitInMB,
      logGroupName: fixed.logGroupName,
      logStreamName: fixed.logStreamName,
      clientContext: parsed(call.clientContext, "the client context"),
      identity: parsed(call.identity, "the Cognito identity"),
      invokedFunctionArn: call.invokedFunctionArn,
      awsRequestId: call.awsRequestId,
      tenantId: call.tenantId,
      getRemainingTimeInMillis: () => deadline - now(),
    };
  };
  const makeAnswer = (result) => {
    try {
      // Asked so, a Response need not be loaded where none is used.
      if (typeof result?.arrayBuffer === "function" && "statusText" in result) {
        throw new TypeError(
          "it is a Response, and those are for fetch handlers: write " +
            "`export default { fetch(request) { … } }`",
        );
      }
      return stringify(result) ?? "null";
    } catch (e) {
      const why = textOf(e?.message ?? e);
      throw new Fault(
        "Runtime.MarshalError",
        `the handler's result cannot be written as JSON: ${why}`,
        linesOf(e),
      );
    }
  };

  // ---- A process's life

  const host = globalThis.Deno ? makeDeno() : await makeNode();
  const input = makeInput(host.read);
  const hello = input.line();
  if (!hello) host.exit(0);
  const fill = makeFill(hello.nonce, host.frameEnd);
  const send = makeSend(host.write, fill, hello.nonce, host.frameEnd);
  let isReady = false;

  const folder = hello.file.replace(/[/][^/]*$/, "");
  const sendError = (kind, e) => send(1, kind, stringify(withCause(e, folder)));
  let spout = null; // where the answer under way is streamed, if it is
  // Only the first accident counts. One frame may be on its way.
  let isEnding = false;
  const end = (e) => {
    if (isEnding) return;
    isEnding = true;
    const finish = () => {
      try {
        tellRefusal(e);
        sendError(isReady ? "error" : "init-error", e);
      } finally {
        host.exit(1);
      }
    };
    const flight = spout?.shut();
    if (flight) flight.then(finish, finish);
    else finish();
  };
  host.onAccident({
    error: end,
    rejection: (reason) => {
      const type = "Runtime.UnhandledPromiseRejection";
      const fault = new Fault(type, textOf(reason), linesOf(reason), reason);
      fault.body.cause = bodyOf(reason);
      end(fault);
    },
    idle: () => {
      const who = isReady ? "the handler" : "the module's top level";
      let why = `${who} waits for something that cannot happen any more: no ` +
        "timer, no input and no work is left that could wake it";
      if (spout) why += "; or its response stream was never ended by end()";
      end(new Fault("Runtime.NoResult", why));
    },
  });

  let sendLog = send;
  let inner = null;
  let said = "";
  const print = (text) => {
    said += text;
  };
  const say = (name, args) => {
    inner ??= host.makeConsole(print);
    said = "";
    inner[name](...args);
    const text = said;
    said = ""; // printing a value may run code that prints
    if (!text) return;
    try {
      const level = LEVELS[name] ?? "INFO";
      sendLog(2, "log", `${level} ${text.replace(/\n$/, "")}`);
    } catch {
      // nobody reads the log any more: no reason to fail the handler
    }
  };
  if (host.makeConsole) {
    for (const name of SAYINGS.split(" ")) {
      console[name] = (...args) => say(name, args);
    }
  }

  const tellRefusal = (e) => {
    try {
      const text = refusalText(e, hello.held);
      if (text) sendLog(2, "log", `WARN dayfly: ${text}`);
    } catch {
      // its members cannot be read, or nobody reads the log
    }
  };

  let mayTrace = true;
  const setTrace = (text) => {
    try {
      if (mayTrace) host.setTrace(text);
    } catch {
      mayTrace = false; // Deno without --allow-env
    }
  };
  // How the handlers that are more than event => result are called: by another
  // file of the bridge, which only they need.
  const PARTS = {
    stream: () => import("./stream.mjs"),
    web: () => import("./web.mjs"),
  };
  const part = (name) => host.loadPart(PARTS[name], `./${name}.mjs`);
  const makeWay = async ({ call, kind }) => {
    if (kind === undefined) return null;
    const streams = kind === "stream" || hello.output === "stream-http";
    const { makeSpout, makeStreaming } = streams ? await part("stream") : {};
    if (kind === "stream") return makeStreaming(call[STREAM_MARK]);
    return (await part("web")).makeWeb({ refuse, makeSpout });
  };
  let way = null;
  const answer = async (handler, { writeLater }, event, context) => {
    if (!way) return ["result", makeAnswer(await handler(event, context))];
    spout = way.makeSpout?.({ writeLater, fill, mustWait, FRAME_MOST });
    try {
      const result = await way.call(handler, event, context, spout);
      return spout ? ["end", ""] : ["result", makeAnswer(result)];
    } finally {
      await spout?.shut();
      spout = null;
    }
  };
  const serve = async (handler, pipes, head, bytes) => {
    setTrace(head.trace);
    try {
      const context = makeContext(hello.context ?? {}, head.context ?? {});
      return await answer(handler, pipes, makeEvent(bytes), context);
    } catch (e) {
      tellRefusal(e);
      return ["error", stringify(withCause(e, folder))];
    }
  };

  const load = async () => {
    const found = findHandler(await host.load(hello), hello);
    way = await makeWay(found);
    return found.call;
  };
  const loadLate = async () => {
    try {
      return await load();
    } catch (e) {
      throw importFault(e, hello.file);
    }
  };
  const serveAll = async (input, pipes, handler) => {
    for (let head = input.line(); head; head = input.line()) {
      const bytes = input.bytes(head.length);
      if (!bytes) break;
      handler ??= await loadLate();
      pipes.send(1, ...await serve(handler, pipes, head, bytes));
    }
  };
  // A spare has time: it goes the whole way once, reading and writing nothing,
  // so that its first true event finds everything loaded and compiled.
  const rehearse = async () => {
    const event = way?.sampleEvent ?? "{}";
    let events = `{"length":${event.length},"trace":"x"}\n${event}` +
      `{"length":${event.length}}\n${event}`;
    const read = (bytes) => {
      host.read(bytes.subarray(0, 0));
      bytes.set(encode(events));
      const size = events.length;
      events = "";
      return size;
    };
    const write = (fd, bytes) => {
      host.write(fd, bytes.subarray(0, 0));
      return bytes.length;
    };
    const writeLater = async (bytes) => {
      await host.writeLater(bytes.subarray(0, 0));
      return bytes.length;
    };
    const pipes = {
      send: makeSend(write, fill, hello.nonce, host.frameEnd),
      writeLater,
    };
    sendLog = pipes.send;
    const echo = (event) => {
      if (host.makeConsole) say("log", ["%s", event]);
      return event;
    };
    await serveAll(makeInput(read), pipes, way?.sample ?? echo);
    sendLog = send;
  };

  try {
    const begun = clock.now();
    const handler = hello.preload === "interpreter" ? null : await load();
    const spent = Math.round((clock.now() - begun) * 1000);
    if (input.isEmpty()) await rehearse();
    isReady = true;
    send(1, "ready", String(spent));
    const pipes = { send, writeLater: host.writeLater };
    await serveAll(input, pipes, handler);
    host.exit(0);
  } catch (e) {
    end(isReady ? e : importFault(e, hello.file));
  }
})();
