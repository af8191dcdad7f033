// The global `awslambda`, as AWS's Node runtime has it: a mark for handlers that
// stream, and a prelude that is sent before the first byte. afterCopy is our own
// (after_copy.js).

export const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
export const HIGH_WATER_MARK = Symbol.for(
  "aws.lambda.runtime.handler.streaming.highWaterMark",
);
const HTTP_STREAM = "application/vnd.awslambda.http-integration-response";

const streamifyResponse = (handler, options) => {
  handler[STREAMING] = "response";
  const mark = options?.highWaterMark;
  if (typeof mark === "number") handler[HIGH_WATER_MARK] = Math.trunc(mark);
  return handler;
};

export const makeAwslambda = ({ parse, stringify, afterCopy }) => ({
  afterCopy,
  streamifyResponse,
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
});
