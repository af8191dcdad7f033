// Frames on stdout and stderr, which are one pipe. One write(2) is one frame, because
// other processes write to it, too. A payload that does not fit is split: all pieces
// but the last have the kind `piece`.

import { untilDone } from "./blocking.js";
import { encode } from "./text.js";

export const FRAME_MAX = 4096; // PIPE_BUF: the kernel never splits such a write
const PIECE_MAX = FRAME_MAX - 51; // 51: the longest head and an LF
const PAGES_PER_WRITE = 16; // they fill a pipe
const SMALL_MAX = 4 * FRAME_MAX;

// fillFrame(frame, kind, payload, at): puts the piece of payload that begins at
// `at` into frame. Returns the frame's size and where the next piece begins.
// hello.nonce is read for each frame: a copy of a template has another one.
export const makeFillFrame = (hello, frameEnd) => {
  const end = encode(frameEnd);
  return (frame, kind, payload, at, piece = "part") => {
    const next = Math.min(at + PIECE_MAX, payload.length);
    const name = next < payload.length ? piece : kind;
    const head = encode(`\x1e${hello.nonce} ${name} ${next - at}\n`);
    const size = head.length + next - at;
    frame.set(head);
    frame.set(payload.subarray(at, next), head.length);
    frame.set(end, size);
    return [size + end.length, next];
  };
};

// Many pieces of a large payload in one write. Each piece is one whole page:
// Linux lets another writer in only between pages.
const makeFillPages = (hello, frameEnd) => {
  const pages = new Uint8Array(PAGES_PER_WRITE * FRAME_MAX);
  const end = encode(frameEnd);
  const pieceSize = FRAME_MAX - hello.nonce.length - end.length - 12;
  let nonce;
  let head;
  const fillHeads = () => {
    nonce = hello.nonce;
    head = encode(`\x1e${nonce} part ${pieceSize}\n`);
    for (let at = 0; at < pages.length; at += FRAME_MAX) {
      pages.set(head, at);
      pages.set(end, at + FRAME_MAX - end.length);
    }
  };
  return (payload, from) => {
    if (nonce !== hello.nonce) fillHeads();
    const count = Math.ceil((payload.length - from) / pieceSize) - 1;
    const size = Math.min(pages.length, count * FRAME_MAX);
    for (let at = head.length; at < size; at += FRAME_MAX) {
      pages.set(payload.subarray(from, from += pieceSize), at);
    }
    return [pages.subarray(0, size), from];
  };
};

// send(fd, kind, text): returns when all of it has been written.
export const makeSend = (write, fillFrame, hello, frameEnd) => {
  const frame = new Uint8Array(FRAME_MAX);
  let fillPages;
  // Both are one pipe: if the handler has closed one, the other remains.
  const writeSome = (fd, bytes) => {
    try {
      return untilDone(write, fd, bytes);
    } catch (e) {
      if (e?.code !== "EBADF" && e?.name !== "BadResource") throw e;
      return untilDone(write, 3 - fd, bytes);
    }
  };
  const writeAll = (fd, bytes) => {
    for (let sent = 0; sent < bytes.length;) {
      sent += writeSome(fd, bytes.subarray(sent));
    }
  };
  return (fd, kind, text) => {
    const payload = encode(text);
    let at = 0;
    let pages;
    const piece = kind === "log" ? "log-part" : "part";
    while (piece === "part" && payload.length - at > SMALL_MAX) {
      fillPages ??= makeFillPages(hello, frameEnd);
      [pages, at] = fillPages(payload, at);
      writeAll(fd, pages);
    }
    do {
      const [size, next] = fillFrame(frame, kind, payload, at, piece);
      writeAll(fd, frame.subarray(0, size));
      at = next;
    } while (at < payload.length);
  };
};
