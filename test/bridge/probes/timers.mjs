// Timers, promises and clocks. Each probe returns the same value in every process.

import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as later } from "node:timers/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";
import { awaited, handlerOf } from "./handler_of.mjs";

const atLoad = { date: Date.now(), now: performance.now() };
let ticks = 0;
setInterval(() => ticks++, 1).unref?.();
const resolvedAtLoad = new Promise((resolve) => setTimeout(resolve, 1, "done"));

export const handler = handlerOf({
  async timeout() {
    const startedAt = performance.now();
    await later(30);
    const tookMs = performance.now() - startedAt;
    return tookMs > 28 && tookMs < 5000;
  },
  interval() {
    return new Promise((resolve) => {
      let left = 5;
      const timer = setInterval(() => {
        if (--left > 0) return;
        clearInterval(timer);
        resolve(left);
      }, 2);
    });
  },
  immediate() {
    return new Promise((resolve) => setImmediate(resolve, "done"));
  },
  nextTick() {
    return new Promise((resolve) => process.nextTick(resolve, "done"));
  },
  async microtasks() {
    let count = 0;
    for (let i = 0; i < 1e4; i++) {
      await null;
      count++;
    }
    return count;
  },
  timersPromise() {
    return later(5, "value");
  },
  async intervalOfTheLoad() {
    const before = ticks;
    await later(20);
    return ticks > before;
  },
  promiseOfTheLoad() {
    return resolvedAtLoad;
  },
  async abortSignal() {
    const signal = AbortSignal.timeout(10);
    const aborted = new Promise((resolve) =>
      signal.addEventListener("abort", resolve)
    );
    await awaited(aborted);
    return signal.reason.name;
  },
  async asyncLocalStorage() {
    const storage = new AsyncLocalStorage();
    return await storage.run(5, async () => {
      await later(2);
      return storage.getStore();
    });
  },
  async eventLoopDelay() {
    const histogram = monitorEventLoopDelay({ resolution: 2 });
    histogram.enable();
    for (let left = 100; left > 0 && histogram.count === 0; left--) {
      await later(10);
    }
    histogram.disable();
    return histogram.count > 0;
  },
  clocksGoOn() {
    const { date, now } = atLoad;
    return [
      Date.now() >= date,
      performance.now() > now,
      Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000,
      process.hrtime.bigint() > 0n,
      process.uptime() > 0,
    ];
  },
  atomicsWait() {
    const word = new Int32Array(new SharedArrayBuffer(4));
    return Atomics.wait(word, 0, 0, 10);
  },
  async atomicsWaitAsync() {
    const word = new Int32Array(new SharedArrayBuffer(4));
    return await awaited(Atomics.waitAsync(word, 0, 0, 10).value);
  },
});
