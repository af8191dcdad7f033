// The bridge: the program between the bootstrap and a JavaScript or TypeScript
// handler. Joined from the modules of this folder into runtime.js, which runs
// unchanged in Node >= 18, Deno 2 and Bun 1, as a CommonJS script or as an ES
// module. Therefore no module has static imports from outside of this folder,
// require() or top-level await.
//
//   3       the input: at startup one line of JSON, the hello; then for each event
//           one line of JSON, the head, and exactly head.length bytes, the event.
//           In a copy of a template the first line is {"copy": …} (template.js)
//   1, 2    one pipe: frames, RS nonce SP kind SP length LF payload, and what anybody
//           prints. One LF directly after a frame belongs to it. The payload of
//           `log` is LEVEL SP text
//
// stdin is empty. Programs that the handler starts do not inherit the input.
// Before the first event and after an answer the process blocks in read(2), a copy
// of Bun in ppoll(2).

import "./block_inspector.js";
import { makeAfterCopy } from "./after_copy.js";
import { makeAwslambda } from "./awslambda.js";
import { makeDeno } from "./engine_deno.js";
import { makeNode } from "./engine_node.js";
import { failOnUncaught, makeFail } from "./failure.js";
import { makeFillFrame, makeSend } from "./frames.js";
import { watchImmediates } from "./immediates.js";
import { makeInput } from "./input.js";
import { makeInvocation } from "./invocation.js";
import { loadError } from "./load_errors.js";
import { makeLog, replaceConsole } from "./log.js";
import { parse, stringify } from "./primordials.js";
import { warmUp } from "./warmup.js";

const TEMPLATE = "./template.mjs";
const clock = globalThis.performance ?? Date; // Node < 16 has no performance

// What the modules share about this process.
const makeRuntime = (engine, hello) => {
  const fillFrame = makeFillFrame(hello, engine.frameEnd);
  const send = makeSend(engine.write, fillFrame, hello, engine.frameEnd);
  return {
    engine,
    hello,
    folder: hello.file.replace(/[/][^/]*$/, ""),
    fillFrame,
    send,
    log: makeLog(engine, send, hello),
    isReady: false,
    adapter: null, // of the handler, once it is loaded
    whenIdle: null, // what to do when no work is left, if that is no failure
    immediates: watchImmediates(),
    answer: null, // to the event, until it is sent
    stream: null, // the writer of the response stream, while one is open
  };
};

// Null in an ordinary process, which does not pay for it, and in an old Node,
// which has no modules: the bootstrap sees that no version is reported.
const makeTemplate = async (runtime, warmUp, serveAll) => {
  const { engine, hello } = runtime;
  if (!hello.template) return null;
  // Deno loads the file of each literal import() at its start, unless it cannot
  // be resolved. Only a template's import map has this name.
  const load = () =>
    globalThis.Deno ? import("dayfly-template") : import(TEMPLATE);
  try {
    const part = await engine.loadPart(load, TEMPLATE);
    return await part.makeTemplate(runtime, warmUp, serveAll);
  } catch {
    return null;
  }
};

const main = async () => {
  const { afterCopy, beginEvent } = makeAfterCopy();
  globalThis.awslambda = makeAwslambda({ parse, stringify, afterCopy });
  const engine = globalThis.Deno ? makeDeno() : await makeNode();
  const input = makeInput(engine.read);
  const hello = input.line();
  if (!hello) engine.exit(0);
  const runtime = makeRuntime(engine, hello);
  const fail = makeFail(runtime);
  failOnUncaught(runtime, fail);
  replaceConsole(engine, runtime.log);
  const { load, serveAll } = makeInvocation(runtime);
  const warm = () => warmUp(runtime, serveAll);
  try {
    const template = await makeTemplate(runtime, warm, serveAll);
    const startedAt = clock.now();
    const handler = hello.preload === "interpreter" ? null : await load();
    const loadUs = Math.round((clock.now() - startedAt) * 1000);
    template?.endLoad();
    if (template || input.isEmpty()) await warm();
    if (template && handler) await template.rehearse(handler);
    runtime.isReady = true;
    const version = template ? ` ${template.version}` : "";
    runtime.send(1, "ready", loadUs + version);
    if (input.isEmpty()) template?.wait();
    const { send } = runtime;
    const { writeLater } = engine;
    const becomeCopy = template?.becomeCopy;
    const output = {
      send,
      writeLater,
      beginEvent,
      immediates: runtime.immediates,
      becomeCopy,
    };
    await serveAll(input, output, handler);
    engine.exit(0);
  } catch (e) {
    fail(runtime.isReady ? e : loadError(e, hello.file));
  }
};

main();
