export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream = awslambda.HttpResponseStream.from(stream, {
    statusCode: 201,
    headers: { "x-a": "b" },
  });
  stream.write("body");
  stream.end();
});
