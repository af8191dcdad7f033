// Ends of the process: each process that runs one of these ends in the same way.

import fs from "node:fs";
import process from "node:process";
import { handlerOf } from "./handler_of.mjs";

const forEver = () => new Promise(() => setInterval(() => {}, 1000));

export const handler = handlerOf({
  endExit() {
    process.exit(3);
  },
  async endExitAfterWork() {
    await fs.promises.stat("/");
    setTimeout(() => process.exit(4), 5);
    await forEver();
  },
  endAbort() {
    process.abort();
  },
  endKill() {
    process.kill(Number(fs.readlinkSync("/proc/self")), "SIGKILL");
    return forEver();
  },
  async endThrowLater() {
    setTimeout(() => {
      throw new Error("thrown later");
    }, 5);
    await forEver();
  },
  async endRejection() {
    Promise.reject(new Error("rejected"));
    await forEver();
  },
  endNoResult() {
    return new Promise(() => {});
  },
  endOutOfMemory() {
    const kept = [];
    for (;;) kept.push(new Array(1e6).fill(kept.length));
  },
});
