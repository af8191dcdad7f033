// Zip files without a library: read (stored and deflated), written (stored).

const decoder = new TextDecoder();
const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;

const crcTable = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

export function crc32(bytes) {
  let c = 0xffffffff;
  for (const b of bytes) c = crcTable[(c ^ b) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(
    new DecompressionStream("deflate-raw"),
  );
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function findEnd(view) {
  for (let at = view.byteLength - 22; at >= 0; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new Error("This is no zip file.");
}

/** What the directory of a zip says: [{name, method, size, local, mode}]. */
function entries(buffer) {
  const view = new DataView(buffer);
  const all = new Uint8Array(buffer);
  const end = findEnd(view);
  const found = [];
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n--) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL) {
      throw new Error("The directory of the zip file is broken.");
    }
    const nameSize = view.getUint16(at + 28, true);
    found.push({
      name: decoder.decode(all.subarray(at + 46, at + 46 + nameSize)),
      method: view.getUint16(at + 10, true),
      size: view.getUint32(at + 20, true),
      local: view.getUint32(at + 42, true),
      mode: view.getUint32(at + 38, true) >>> 16,
    });
    at += 46 + nameSize + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
  }
  return found.filter(({ name }) => !name.endsWith("/"));
}

/** The names of the files in a zip. */
export function namesIn(buffer) {
  return entries(buffer).map(({ name }) => name);
}

/** The files of a zip: [{name, bytes, mode}], without folders. */
export async function unzip(buffer) {
  const view = new DataView(buffer);
  const all = new Uint8Array(buffer);
  const files = [];
  for (const { name, method, size, local, mode } of entries(buffer)) {
    const from = local + 30 + view.getUint16(local + 26, true) +
      view.getUint16(local + 28, true);
    const packed = all.subarray(from, from + size);
    const bytes = method === 0 ? packed.slice() : await inflate(packed);
    files.push({ name, bytes, mode });
  }
  return files;
}

/** What the local header and the directory have in common. */
function header(file, name, view, at) {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x0800, true); // The name is UTF-8.
  view.setUint16(at + 4, 0, true);
  view.setUint16(at + 6, 0, true);
  view.setUint16(at + 8, 0x5a21, true); // 2025-01-01: the same bytes each time.
  view.setUint32(at + 10, crc32(file.bytes), true);
  view.setUint32(at + 14, file.bytes.length, true);
  view.setUint32(at + 18, file.bytes.length, true);
  view.setUint16(at + 22, name.length, true);
}

/** A zip file of [{name, bytes, mode?}]. */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const file of files) {
    const name = new TextEncoder().encode(file.name);
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, LOCAL, true);
    header(file, name, local, 4);
    const central = new DataView(new ArrayBuffer(46));
    central.setUint32(0, CENTRAL, true);
    central.setUint16(4, 0x0314, true); // Made by UNIX: the mode counts.
    header(file, name, central, 6);
    central.setUint32(38, (file.mode || 0o100644) * 65536, true);
    central.setUint32(42, offset, true);
    parts.push(local.buffer, name, file.bytes);
    directory.push(central.buffer, name);
    offset += 30 + name.length + file.bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.byteLength, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, END, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  return new Blob([...parts, ...directory, end.buffer]);
}

export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
