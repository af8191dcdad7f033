export const handler = awslambda.streamifyResponse(
  async (event, stream, context) => {
    stream.setContentType("text/plain");
    stream.write("one ");
    stream.write(Buffer.from("two "));
    stream.end("three");
  },
);
