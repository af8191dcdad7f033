// Files, streams and compression. Each probe returns the same value in every
// process.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { handlerOf } from "./handler_of.mjs";

const file = fileURLToPath(import.meta.url);
const { size } = fs.statSync(file);
const readAtLoad = fs.promises.readFile(file, "utf8");
const handle = fs.openSync(file, "r");
fs.readSync(handle, new Uint8Array(3));

const temporary = () => fs.mkdtempSync(path.join(os.tmpdir(), "probe-"));

export const handler = handlerOf({
  async readFile() {
    return (await fs.promises.readFile(file)).length === size;
  },
  async readOfTheLoad() {
    return (await readAtLoad).startsWith("// Files");
  },
  descriptorOfTheLoad() {
    const bytes = new Uint8Array(5);
    fs.readSync(handle, bytes);
    return new TextDecoder().decode(bytes);
  },
  async copyByStreams() {
    const folder = temporary();
    const copy = path.join(folder, "copy");
    await pipeline(fs.createReadStream(file), fs.createWriteStream(copy));
    const isSame = fs.statSync(copy).size === size;
    fs.rmSync(folder, { recursive: true });
    return isSame;
  },
  async manyAtOnce() {
    const stats = Array.from({ length: 200 }, () => fs.promises.stat(file));
    return (await Promise.all(stats)).every((stat) => stat.size === size);
  },
  async watch() {
    const folder = temporary();
    const watcher = fs.watch(folder);
    const changed = new Promise((resolve) =>
      watcher.once("change", (_event, name) => resolve(name))
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    fs.writeFileSync(path.join(folder, "new"), "1");
    const name = await changed;
    watcher.close();
    fs.rmSync(folder, { recursive: true });
    return name;
  },
  async missing() {
    const { code } = await fs.promises.readFile("/none").catch((e) => e);
    return code;
  },
  async appends() {
    const folder = temporary();
    const log = path.join(folder, "log");
    for (const text of ["a", "b", "c"]) await fs.promises.appendFile(log, text);
    const text = fs.readFileSync(log, "utf8");
    fs.rmSync(folder, { recursive: true });
    return text;
  },
  workingDirectory() {
    return process.cwd() === process.env.PWD || fs.existsSync(process.cwd());
  },
  async gzip() {
    const packed = await promisify(zlib.gzip)(new Uint8Array(1e6));
    const bytes = await promisify(zlib.gunzip)(packed);
    return bytes.length;
  },
  console() {
    console.log("log %s", 1);
    console.error("error");
    process.stderr.write("written to stderr\n");
    return "written";
  },
});
