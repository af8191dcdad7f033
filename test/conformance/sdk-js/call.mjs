// One call of @aws-sdk/client-lambda: {endpoint, command, input, credentials} on
// stdin, what it gives or throws on stdout. Bytes travel as base64, to here in
// {bytes: …}.
import * as sdk from "@aws-sdk/client-lambda";

const told = [];
for await (const piece of process.stdin) told.push(piece);
const { endpoint, command, input, credentials } = JSON.parse(
  Buffer.concat(told),
  (_, value) =>
    typeof value?.bytes === "string"
      ? Buffer.from(value.bytes, "base64")
      : value,
);
const client = new sdk.LambdaClient({
  endpoint,
  region: "us-east-1",
  credentials,
  maxAttempts: 1,
});

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

function say(value) {
  process.stdout.write(JSON.stringify(value) + "\n");
}

try {
  const output = await client.send(new sdk[command + "Command"](input));
  if (output.Payload) output.Payload = base64(output.Payload);
  if (output.EventStream) {
    for await (const event of output.EventStream) {
      const bytes = event.PayloadChunk?.Payload;
      say({ event: bytes ? { PayloadChunk: base64(bytes) } : event });
    }
    delete output.EventStream;
  }
  say({ output });
} catch (error) {
  say({ error: { name: error.name, message: error.message } });
}
