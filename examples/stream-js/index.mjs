// What is written leaves at once: the caller sees the first line before the
// last one is made. An answer made this way can be as long as it likes.
import { setTimeout as pause } from "node:timers/promises";

export const handler = awslambda.streamifyResponse(
  async (_event, responseStream) => {
    responseStream.setContentType("text/plain; charset=utf-8");
    for (const number of [3, 2, 1]) {
      responseStream.write(`${number} ...\n`);
      await pause(200);
    }
    responseStream.end("mayfly!\n");
  },
);
