// Workers, message ports and WebAssembly. Each probe returns the same value in every
// process.

import { Worker } from "node:worker_threads";
import vm from "node:vm";
import { handlerOf } from "./handler_of.mjs";

const ECHO = `const { parentPort } = require("worker_threads");
  let count = 0;
  parentPort.on("message", (n) => parentPort.postMessage([n, ++count]));`;
// (module (func (export "add") (param i32 i32) (result i32) …))
const ADD = new Uint8Array(
  ("0061736d0100000001070160027f7f017f03020100070701" +
    "0361646400000a09010700200020016a0b").match(/../g)
    .map((digits) => Number.parseInt(digits, 16)),
);

const started = (code) => {
  const worker = new Worker(code, { eval: true });
  const next = () =>
    new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  return { worker, next };
};
const valueOf = async (expression) => {
  const { worker, next } = started(
    `require("worker_threads").parentPort.postMessage(${expression})`,
  );
  const value = await next();
  await worker.terminate();
  return value;
};
const compiledAtLoad = await WebAssembly.compile(ADD);

export const handler = handlerOf({
  worker() {
    return valueOf("6 * 7");
  },
  busyWorker() {
    return valueOf("Array.from({ length: 3e5 }, (_, i) => ({ i })).length");
  },
  async workerThatAnswers() {
    const { worker, next } = started(ECHO);
    const answers = [];
    for (const n of [1, 2, 3]) {
      const answer = next();
      worker.postMessage(n);
      answers.push(await answer);
    }
    await worker.terminate();
    return answers;
  },
  async workersAtOnce() {
    return await Promise.all([1, 2, 3].map((n) => valueOf(`${n} * 2`)));
  },
  async failingWorker() {
    const { next } = started("throw new RangeError('no')");
    const e = await next().catch((e) => e);
    return e.message;
  },
  async messageChannel() {
    const { port1, port2 } = new MessageChannel();
    const received = new Promise((resolve) =>
      port1.onmessage = ({ data }) => resolve(data)
    );
    port2.postMessage({ a: [1] });
    const value = await received;
    port1.close();
    return value;
  },
  async broadcastChannel() {
    const [from, to] = [new BroadcastChannel("x"), new BroadcastChannel("x")];
    const received = new Promise((resolve) =>
      to.onmessage = ({ data }) => resolve(data)
    );
    from.postMessage(4);
    const value = await received;
    from.close();
    to.close();
    return value;
  },
  webAssembly() {
    return new WebAssembly.Instance(new WebAssembly.Module(ADD)).exports
      .add(40, 2);
  },
  async webAssemblyLater() {
    return (await WebAssembly.instantiate(ADD)).instance.exports.add(40, 2);
  },
  webAssemblyOfTheLoad() {
    return new WebAssembly.Instance(compiledAtLoad).exports.add(40, 2);
  },
  context() {
    return vm.runInNewContext("[1 + 1, typeof process]").join();
  },
});
