export const handler = async () => [
  typeof awslambda.streamifyResponse,
  typeof awslambda.HttpResponseStream,
  typeof awslambda.HttpResponseStream.from,
];
