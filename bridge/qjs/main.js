// The bridge for QuickJS, with the protocol and promises of the one for Node, Deno
// and Bun (bridge/javascript/main.js). Joined into qjs-runtime.js, a script that
// loader.mjs loads anew for every event; therefore small.
//
//   - a handler is an ES module: no TypeScript, no CommonJS, no packages but
//     bundled ones, no modules of Node's, no fetch, Request or Response
//   - global are console, timers, queueMicrotask, awslambda, and of process
//     env, argv, pid and exit; more is in the modules qjs:std and qjs:os
//   - a rejected promise that is never caught, or one that can never settle,
//     ends the process: the bootstrap reports it

import { makeAfterCopy } from "../javascript/after_copy.js";
import { BridgeError } from "../javascript/error_body.js";
import { makeContext, parseEvent } from "../javascript/event.js";
import { stringify } from "../javascript/primordials.js";
import { decode, encode, exit, load } from "./engine.js";
import { defineGlobals } from "./globals.js";
import { findHandler } from "./handler.js";
import { makeSendBytes, readBytes, readLine } from "./pipes.js";

const makeRuntime = (hello) => {
  const sendBytes = makeSendBytes(hello.nonce);
  const send = (fd, kind, text) =>
    sendBytes(fd, kind, encode(text), kind === "log" ? "log-part" : "part");
  const folder = hello.file.replace(/[/][^/]*$/, "");
  const isJson = hello.logFormat === "json";
  const { afterCopy, beginEvent } = makeAfterCopy();
  let errorPart = null;
  const errors = () =>
    errorPart ??= load("errors", { BridgeError, folder, isJson });
  const runtime = {
    hello,
    sendBytes,
    send,
    afterCopy,
    beginEvent,
    errors, // loaded at the first error
    request: {}, // id and tenant of the event at work, for the log
    isReady: false,
    isPutOff: false, // work, by setImmediate()
    answer: null, // to the event, until it is sent
    fail: (e) => {
      try {
        if (runtime.answer) {
          const text = `${e}\n${e?.stack ?? ""}`.trimEnd();
          send(2, "log", `ERROR Uncaught Exception\t${text}`);
          send(1, ...runtime.answer);
          return;
        }
        const body = errors().errorText(e, "Uncaught Exception");
        send(1, runtime.isReady ? "error" : "init-error", body);
      } finally {
        exit(1);
      }
    },
  };
  return runtime;
};

const serializeResult = (result, errors) => {
  try {
    return stringify(result) ?? "null";
  } catch (e) {
    throw errors().marshalError(e);
  }
};

const runtime = makeRuntime(readLine() ?? exit(0));
const { beginEvent, errors, hello, request, send } = runtime;
const { setTrace, streaming, takeTurn } = defineGlobals(runtime);

const loadHandler = async ({ file }) => {
  try {
    if (/\.m?ts$/.test(file)) throw errors().kindError("TypeScript");
    if (file.endsWith(".cjs")) throw errors().kindError("CommonJS");
    return findHandler(await import(file), hello, errors);
  } catch (e) {
    throw errors().loadError(e, file);
  }
};

const serve = async ({ call, streams }, head, bytes) => {
  setTrace(head.trace);
  const { awsRequestId: id, tenantId: tenant } = head.context ?? {};
  Object.assign(request, { id, tenant });
  try {
    const context = makeContext(hello.context ?? {}, head.context ?? {});
    const event = parseEvent(bytes, decode);
    const hooks = beginEvent();
    if (hooks) await hooks;
    if (streams) {
      await streaming().call(call, event, context);
      return ["end", ""];
    }
    const result = await call(event, context);
    return ["result", serializeResult(result, errors)];
  } catch (e) {
    return ["error", errors().errorText(e)];
  }
};

const main = async () => {
  try {
    const isLate = hello.preload === "interpreter";
    let handler = isLate ? null : await loadHandler(hello);
    runtime.isReady = true;
    send(1, "ready", "");
    for (let head = readLine(); head; head = readLine()) {
      const bytes = readBytes(head.length);
      if (!bytes) break;
      handler ??= await loadHandler(hello);
      runtime.answer = await serve(handler, head, bytes);
      if (runtime.isPutOff) await takeTurn();
      send(1, ...runtime.answer);
      runtime.answer = null;
    }
    exit(0);
  } catch (e) {
    runtime.fail(e);
  }
};

main();
