export const handler = async () => ({
  buffer: Buffer.from("hé"),
  bytes: new Uint8Array([1, 2]),
  view: new DataView(new ArrayBuffer(1)),
});
