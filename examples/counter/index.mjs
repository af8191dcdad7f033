// In a process that is kept, `calls` would grow and one caller could learn of
// another. Here every event has a process of its own: it is always 1.

import process from "node:process";

let calls = 0;

export const handler = () => {
  calls += 1;
  return { count: calls, pid: process.pid };
};
