import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  await pipeline(Readable.from(["a", "b", "c"]), stream);
});
