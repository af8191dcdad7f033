export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write({ json: 1 });
  stream.end();
  return "ignored";
});
