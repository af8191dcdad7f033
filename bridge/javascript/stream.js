// Calls a handler that streams its response. Becomes stream.mjs, a file of its
// own, so that other handlers do not pay for it.

import { makeResponseStream, StreamError } from "./response_stream.js";
import { makeWriter } from "./stream_writer.js";

export { makeWriter };

// Resolves when all that was written has been sent; rejects if it cannot be.
const finished = (stream) =>
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
    makeWriter,
    // Done when both the handler and its stream are: code after end() runs.
    call: async (handler, event, context, writer) => {
      const stream = new ResponseStream(writer, highWaterMark);
      const isFinished = finished(stream);
      isFinished.catch(() => {}); // reported below, unless the handler throws
      try {
        const result = await handler(event, stream, context);
        if (result !== undefined) {
          console.warn("Streaming handlers ignore return values.");
        }
        await isFinished;
      } catch (e) {
        // What was written before the failure is sent before the error.
        if (writer.isOpen || stream.writableLength > 0) {
          if (!stream.destroyed) stream.end();
          await isFinished.catch(() => {});
          await stream._sending?.catch(() => {});
        }
        throw e;
      }
    },
    sampleHandler: (_event, stream) => {
      stream.end("x");
    },
  };
};
