const event = new Uint8Array(65536);
const size = Deno.stdin.readSync(event);
Deno.stdout.writeSync(event.subarray(0, size));
