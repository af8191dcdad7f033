// A process that waits for its first event has time. It serves sample events without reading or writing
// anything, so that its first real event finds everything loaded and compiled.

import { makeAfterCopy } from "./after_copy.js";
import { makeSend } from "./frames.js";
import { makeInput } from "./input.js";
import { encode } from "./text.js";

const sampleReader = (engine, event) => {
  let events = `{"length":${event.length},"trace":"x"}\n${event}` +
    `{"length":${event.length}}\n${event}`;
  return (bytes) => {
    engine.read(bytes.subarray(0, 0));
    bytes.set(encode(events));
    const size = events.length;
    events = "";
    return size;
  };
};

// Writes nothing, and says that all was written. Runs no function of the handler's
// module.
const sampleOutput = ({ engine, hello, fillFrame }) => {
  const write = (fd, bytes) => {
    engine.write(fd, bytes.subarray(0, 0));
    return bytes.length;
  };
  return {
    send: makeSend(write, fillFrame, hello, engine.frameEnd),
    writeLater: async (bytes) => {
      await engine.writeLater(bytes.subarray(0, 0));
      return bytes.length;
    },
    beginEvent: makeAfterCopy().beginEvent,
    immediates: { begin: () => {}, turn: () => null }, // no timer of the module
  };
};

export const warmUp = async (runtime, serveAll) => {
  const { engine, log, adapter, send } = runtime;
  const read = sampleReader(engine, adapter?.sampleEvent ?? "{}");
  const output = sampleOutput(runtime);
  const echo = (event) => {
    if (engine.makeConsole) log.say("log", ["%s", event]);
    return event;
  };
  log.send = output.send;
  await serveAll(makeInput(read), output, adapter?.sampleHandler ?? echo);
  log.send = send;
};
