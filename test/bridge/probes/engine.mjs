// Memory, compilation, modules and the inspector. Each probe returns the same value
// in every process.

import inspector from "node:inspector";
import process from "node:process";
import v8 from "node:v8";
import vm from "node:vm";
import { handlerOf } from "./handler_of.mjs";

const posted = (session, method, parameters) =>
  new Promise((resolve, reject) =>
    session.post(
      method,
      parameters,
      (e, value) => e ? reject(e) : resolve(value),
    )
  );
const connected = async (use) => {
  const session = new inspector.Session();
  session.connect();
  try {
    return await use((...words) => posted(session, ...words));
  } finally {
    session.disconnect();
  }
};
const mix = (a, b) => {
  let sum = 0;
  for (let i = 0; i < 1000; i++) sum = (sum * a + b + i) | 0;
  return sum;
};
const compute = () => {
  let sum = 0;
  for (let i = 0; i < 20_000; i++) sum ^= mix(i, sum);
  return sum;
};
const weak = new WeakRef({});
const freed = [];
const registry = new FinalizationRegistry((value) => freed.push(value));
registry.register({}, "of the load");

export const handler = handlerOf({
  compiledCode() {
    return compute();
  },
  shortLivedObjects() {
    let sum = 0;
    for (let i = 0; i < 3e6; i++) sum += [i, { i }].length;
    return sum;
  },
  longLivedObjects() {
    const kept = [];
    for (let i = 0; i < 3e5; i++) kept.push({ i, text: `x${i}` });
    return kept.length;
  },
  forcedCollection() {
    v8.setFlagsFromString("--expose-gc");
    const collect = globalThis.Bun?.gc ?? vm.runInNewContext("gc");
    for (let i = 0; i < 3; i++) collect(true);
    return typeof weak.deref();
  },
  async finalization() {
    const later = new FinalizationRegistry(() => {});
    later.register({}, 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return Array.isArray(freed);
  },
  manyFunctions() {
    const define = (_, i) => `function f${i}(a) { return a * ${i} + 1; }`;
    const call = (_, i) => `sum += f${i}(k);`;
    const size = { length: 1000 };
    return new Function(
      Array.from(size, define).join("\n") +
        "let sum = 0; for (let k = 0; k < 100; k++) {" +
        Array.from(size, call).join("\n") + "} return sum;",
    )();
  },
  regularExpression() {
    return /(a+)+b/.test("a".repeat(18));
  },
  deepRecursion() {
    const descend = (n) => n + descend(n + 1);
    try {
      return descend(0);
    } catch (e) {
      return e.name;
    }
  },
  international() {
    const format = new Intl.DateTimeFormat("de", {
      dateStyle: "full",
      timeZone: "UTC",
    });
    return format.format(0);
  },
  json() {
    const list = Array.from({ length: 1e5 }, (_, i) => ({ i }));
    return JSON.stringify(JSON.parse(JSON.stringify(list))).length;
  },
  structuredClone() {
    return structuredClone({ a: new Map([[1, 2]]) }).a.get(1);
  },
  stackTrace() {
    try {
      null.none;
    } catch (e) {
      return e.stack.split("\n").length > 1;
    }
  },
  async builtinModule() {
    return (await import("node:querystring")).parse("a=1").a;
  },
  async moduleFromText() {
    return (await import("data:text/javascript,export const x = 9;")).x;
  },
  async inspectorSession() {
    return await connected(async (post) => {
      const expression = "1 + 1";
      return (await post("Runtime.evaluate", { expression })).result.value;
    });
  },
  inspectorServer() {
    inspector.open(0, "127.0.0.1", false);
    const url = inspector.url();
    inspector.close();
    return url.slice(0, 15);
  },
  async profile() {
    return await connected(async (post) => {
      await post("Profiler.enable");
      await post("Profiler.start");
      compute();
      return (await post("Profiler.stop")).profile.nodes.length > 1;
    });
  },
  async heapSnapshot() {
    let size = 0;
    for await (const chunk of v8.getHeapSnapshot()) size += chunk.length;
    return size > 1e5;
  },
  heapStatistics() {
    return v8.getHeapStatistics().total_heap_size > 0;
  },
  report() {
    return process.report.getReport().header.processId > 0;
  },
});
