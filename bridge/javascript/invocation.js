// Loads the handler, and serves one event after the other with it.

import { makeAdapter } from "./adapters.js";
import { wouldBlock } from "./blocking.js";
import { makeCompletion } from "./completion.js";
import { makeContext, parseEvent } from "./event.js";
import { reportError } from "./failure.js";
import { FRAME_MAX } from "./frames.js";
import { findHandler } from "./handler.js";
import { loadError } from "./load_errors.js";
import { serializeResult } from "./result.js";
import { decode } from "./text.js";

const makeTraceSetter = (engine) => {
  let isAllowed = true;
  return (text) => {
    try {
      if (isAllowed) engine.setTrace(text);
    } catch {
      isAllowed = false; // Deno without --allow-env
    }
  };
};

// serveAll(input, output, handler): until input ends. output: send, writeLater,
// beginEvent, immediates; in a template becomeCopy. The turn before the answer is for what
// the handler has put off by setImmediate(), as Express does with its log of an error:
// the process ends with the answer.
export const makeInvocation = (runtime) => {
  const { engine, hello, fillFrame, log } = runtime;
  const setTrace = makeTraceSetter(engine);

  const load = async () => {
    const found = findHandler(await engine.load(hello), hello);
    runtime.adapter = await makeAdapter(found, runtime);
    return found.call;
  };
  const loadLate = async () => {
    try {
      return await load();
    } catch (e) {
      throw loadError(e, hello.file);
    }
  };
  const invoke = async (
    handler,
    { writeLater },
    event,
    context,
    completion,
  ) => {
    const { adapter } = runtime;
    if (!adapter) {
      const { makeCallback, result } = completion;
      const returned = handler(event, context, makeCallback(context));
      const value = await result(returned, handler.length >= 3);
      runtime.whenIdle = null;
      return ["result", serializeResult(value)];
    }
    const writer = runtime.stream = adapter.makeWriter?.(
      { writeLater, fillFrame, wouldBlock, FRAME_MAX },
    );
    try {
      const result = await adapter.call(handler, event, context, writer);
      return writer ? ["end", ""] : ["result", serializeResult(result)];
    } finally {
      await writer?.close();
      runtime.stream = null;
    }
  };
  const serve = async (handler, output, head, bytes) => {
    setTrace(head.trace);
    const { awsRequestId: id, tenantId: tenant } = head.context ?? {};
    log.request = { id, tenant };
    try {
      const completion = runtime.adapter ? null : makeCompletion(runtime);
      const context = makeContext(
        hello.context ?? {},
        head.context ?? {},
        completion?.ways,
      );
      const event = parseEvent(bytes, decode);
      const hooks = output.beginEvent();
      if (hooks) await hooks;
      return await invoke(handler, output, event, context, completion);
    } catch (e) {
      runtime.whenIdle = null;
      return ["error", reportError(runtime, e)];
    }
  };
  const serveAll = async (input, output, handler) => {
    for (let head = input.line(); head; head = input.line()) {
      if (head.copy) {
        await output.becomeCopy(head.copy, input);
        continue;
      }
      const bytes = input.bytes(head.length);
      if (!bytes) break;
      handler ??= await loadLate();
      output.immediates.begin();
      runtime.answer = await serve(handler, output, head, bytes);
      await output.immediates.turn();
      output.send(1, ...runtime.answer);
      runtime.answer = null;
    }
  };
  return { load, serveAll };
};
