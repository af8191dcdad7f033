export const handler = awslambda.streamifyResponse(async () => {
  throw new RangeError("before the first byte");
});
