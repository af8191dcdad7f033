// Processes, signals and what a process knows of itself. Each probe returns the same
// value in every process.

import { execFile, fork, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { awaited, handlerOf } from "./handler_of.mjs";

const CHILD = "process.on('message', (n) => {" +
  " process.send(n + 1, () => process.disconnect()); });";
const self = () => Number(fs.readlinkSync("/proc/self"));
const statusOf = (field) =>
  fs.readFileSync("/proc/self/status", "utf8")
    .match(new RegExp(`^${field}:\\s*(.*)$`, "m"))[1];

export const handler = handlerOf({
  async execFile() {
    return (await promisify(execFile)("/bin/echo", ["hello"])).stdout;
  },
  spawnSync() {
    return String(spawnSync("/bin/echo", ["hello"]).stdout);
  },
  async pipesOfAChild() {
    const child = spawn("/bin/cat", { stdio: ["pipe", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (bytes) => text += bytes);
    child.stdin.end("hello");
    const status = await new Promise((resolve) => child.on("close", resolve));
    return [text, status];
  },
  async manyChildren() {
    const run = async () => (await promisify(execFile)("/bin/true")).stdout;
    return (await Promise.all(Array.from({ length: 5 }, run))).length;
  },
  async killedChild() {
    const child = spawn("/bin/sleep", ["100"]);
    await new Promise((resolve) => child.on("spawn", resolve));
    child.kill("SIGTERM");
    return await new Promise((resolve) =>
      child.on("exit", (...told) => resolve(told))
    );
  },
  async messagesToAChild() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "probe-"));
    const file = path.join(folder, "child.cjs");
    fs.writeFileSync(file, CHILD);
    const child = fork(file, { execArgv: [] });
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.send(41);
    const answer = await new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("error", reject);
    });
    await ended;
    fs.rmSync(folder, { recursive: true });
    return answer;
  },
  async signalToItself() {
    const received = new Promise((resolve) => process.once("SIGUSR2", resolve));
    process.kill(self(), "SIGUSR2");
    return await awaited(received);
  },
  async childEndsWhileAnotherRuns() {
    const long = spawn("/bin/sleep", ["100"]);
    const text = (await promisify(execFile)("/bin/echo", ["hello"])).stdout;
    const ended = new Promise((resolve) =>
      long.on("exit", (_status, signal) => resolve(signal))
    );
    long.kill("SIGKILL");
    return [text, await ended];
  },
  parent() {
    return process.ppid === Number(statusOf("PPid"));
  },
  group() {
    const [, , , , group, session] = fs.readFileSync(
      "/proc/self/stat",
      "latin1",
    )
      .split(" ").map(Number);
    return [group === self(), session === self()];
  },
  signals() {
    return ["SigIgn", "SigBlk", "SigPnd"].map(statusOf);
  },
  numberOfThreads() {
    return fs.readdirSync("/proc/self/task").length > 1;
  },
  // Rings are memory that copies would share, so templates do without them.
  descriptors() {
    const kinds = new Set();
    for (const number of fs.readdirSync("/proc/self/fd")) {
      try {
        kinds.add(fs.readlinkSync(`/proc/self/fd/${number}`));
      } catch {
        // The one that lists the folder.
      }
    }
    return [...kinds].filter((kind) => /^anon_inode(?!.*io_uring)/.test(kind))
      .sort();
  },
  usage() {
    return [
      process.memoryUsage().rss > 1e6,
      process.cpuUsage().user >= 0,
      process.resourceUsage().maxRSS > 1000,
    ];
  },
  environment() {
    process.env.PROBE_NEW = "set";
    const names = Object.keys(process.env).sort();
    delete process.env.PROBE_NEW;
    return names;
  },
});
