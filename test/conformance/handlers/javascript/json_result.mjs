export const handler = async () => ({
  statusCode: 200,
  headers: { "content-type": "text/plain" },
  body: JSON.stringify({ a: "é" }),
  isBase64Encoded: false,
});
