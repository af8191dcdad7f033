// When the interpreter or the kernel has denied something, the log names the
// entry of "permissions" in dayfly.json that would have granted it.

import { findInCauses } from "./errors.js";
import { stringify } from "./primordials.js";

const NODE_KEYS = {
  FileSystemRead: "read",
  FileSystemWrite: "write",
  ChildProcess: "run",
  WorkerThreads: "run",
  Net: "net",
};
const WRITING_SYSCALL = /^(mk|unlink|rm|rename|symlink|link|truncate)/;
const DENO_MESSAGE = /^Requires (\w+) access(?: to "?(.*?)"?)?, run again/;

// EACCES of the kernel, which may have other reasons than `held`; EROFS where what
// is not granted to be written is mounted read-only.
const keysOfEacces = ({ code, syscall = "", path, port }, held) => {
  const isFile = /^[^:]*[/]/.test(path); // otherwise a URL, or absent
  const isWrite = code === "EROFS" || WRITING_SYSCALL.test(syscall);
  let keys = isWrite ? ["write"] : ["read", "write"];
  if (/spawn/.test(syscall)) keys = ["run"];
  if (!isFile) keys = ["net"];
  const grant = isFile ? path : port && `:${port}`;
  return [keys.filter((key) => key in held), grant, true];
};

// [keys of "permissions" one of which would grant it, what to list there, whether
// there may be another reason]. `held`: for each key that does not grant
// everything, whether it grants anything.
const denialOf = (e, held) => {
  if (e.code === "ERR_ACCESS_DENIED") {
    return [[NODE_KEYS[e.permission]], e.resource];
  }
  if (e.code === "ERR_DLOPEN_DISABLED") return [["ffi"]];
  const [, key, resource] = DENO_MESSAGE.exec(e.message) ?? [];
  if (key || !held) return [[key], resource];
  if (e.code === "EAI_AGAIN" && held.net === false) return [["net"]];
  return /^(EACCES|EROFS)$/.test(e.code) ? keysOfEacces(e, held) : [[]];
};

const hintFor = (e, held) => {
  const [[key, other], resource, isUncertain] = denialOf(e, held);
  if (!key) return undefined;
  const grant = stringify({ [key]: resource ? [resource] : true });
  let or = resource ? "" : ", or a list,";
  if (other) or = ` (or "${other}")`;
  return `dayfly.json ${isUncertain ? "may" : "does"} not grant that; ` +
    `"permissions": ${grant}${or} would`;
};

// Undefined if nothing was denied.
export const permissionHint = (e, held) =>
  findInCauses(e, (cause) => hintFor(cause, held));
