// The input: lines of JSON and exact numbers of bytes. stdout and stderr: frames. All
// of it blocks: timers stand still meanwhile.

import { parse } from "../javascript/primordials.js";
import { decode, encode, os, std } from "./engine.js";

const { read, write } = os;

const FRAME_MAX = 4096; // PIPE_BUF: the kernel never splits such a write
const PIECE_MAX = FRAME_MAX - 50; // 50: the longest head
const FIRST_CAPACITY = 16384;
const RETRY_MS = 1;
const INPUT = 3; // qjs starts programs without it
const LF = 10;
const EINTR = 4;
const EAGAIN = 11;

const untilDone = (call, fd, bytes, from, to) => {
  for (;;) {
    const size = call(fd, bytes.buffer, from, to - from);
    if (size >= 0) return size;
    // Another holder of a pipe may have made it non-blocking.
    if (size === -EAGAIN) os.sleep(RETRY_MS);
    else if (size !== -EINTR) throw new Error(std.strerror(-size));
  }
};

let buffer = new Uint8Array(FIRST_CAPACITY);
let from = 0;
let to = 0;

const readMore = () => {
  if (to === buffer.length) {
    const unread = buffer.subarray(from, to);
    if (from === 0) buffer = new Uint8Array(2 * buffer.length);
    buffer.set(unread);
    [from, to] = [0, unread.length];
  }
  const size = untilDone(read, INPUT, buffer, to, buffer.length);
  to += size;
  return size > 0;
};

// A line of JSON, parsed; null at its end.
export const readLine = () => {
  for (;;) {
    const size = buffer.subarray(from, to).indexOf(LF);
    if (size < 0 && !readMore()) return null;
    if (size < 0) continue;
    from += size + 1;
    return parse(decode(buffer.subarray(from - size - 1, from - 1)));
  }
};

// Null if it ends before.
export const readBytes = (size) => {
  const bytes = new Uint8Array(size);
  let at = Math.min(size, to - from);
  bytes.set(buffer.subarray(from, from + at));
  from += at;
  while (at < size) {
    const got = untilDone(read, INPUT, bytes, at, size);
    if (got === 0) return null;
    at += got;
  }
  return bytes;
};

// What was printed before a frame is written before it.
const { err, out } = std;
const flush = () => {
  out.flush();
  err.flush();
};

// One write(2) is one frame, because other processes write to these pipes, too.
// A payload that does not fit is split: all pieces but the last have the kind
// `piece`.
export const makeSendBytes = (nonce) => {
  const frame = new Uint8Array(FRAME_MAX);
  return (fd, kind, payload, piece) => {
    let at = 0;
    flush();
    do {
      const end = Math.min(at + PIECE_MAX, payload.length);
      const name = end < payload.length ? piece : kind;
      const head = encode(`\x1e${nonce} ${name} ${end - at}\n`);
      const size = head.length + end - at;
      frame.set(head);
      frame.set(payload.subarray(at, end), head.length);
      for (let sent = 0; sent < size;) {
        sent += untilDone(write, fd, frame, sent, size);
      }
      at = end;
    } while (at < payload.length);
  };
};
