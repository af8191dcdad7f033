// What the bridge needs besides in a template: a process that loads the handler
// once, says that it is ready and waits, so that the bootstrap can have it copied.
// Becomes template.mjs, a file of its own, so that other processes do not pay for
// it.
//
// hello.template holds `library`, which does the copying, and `control`, the
// descriptor on which the bootstrap asks for it. In Node and Deno the library is
// preloaded and acts when the bridge reads; Bun has to call it. The
// first line that a copy reads is
//
//   {"copy": {"nonce": …, "seed": 32 hex digits, "thorough": true}}
//
// With hello.template.event, the text of a sample event, the handler is called with
// it before the process says that it is ready.
//
// A template that is not asked for copies serves events as any other process.

import { makeDraws } from "./draws.js";
import { replaceMathRandom } from "./math_random.js";
import { makeRehearsal } from "./rehearsal.js";
import { makeDenoTemplate } from "./template_deno.js";
import { makeNodeTemplate } from "./template_node.js";

// version      of the interpreter, as NAME/VERSION
// endLoad()    the handler has been loaded: warns if it drew random numbers
// wait()       before the first read of an event's head, if the input is empty
// becomeCopy() with the line that a copy gets; the process cannot be looked into
//              by others until there is more to read (copy.h)
// rehearse(handler)
export const makeTemplate = async (runtime, warmUp, serveAll) => {
  const { engine, hello, log } = runtime;
  const draws = makeDraws();
  const seedMathRandom = replaceMathRandom(draws.note);
  const make = globalThis.Deno ? makeDenoTemplate : makeNodeTemplate;
  const host = await make(engine, draws);
  seedMathRandom(host.randomHex());
  return {
    version: host.version,
    endLoad: () => {
      const warning = draws.end();
      host.endLoad();
      host.warmUp();
      if (warning) log.write("WARN", `dayfly: ${warning}`);
    },
    rehearse: makeRehearsal(runtime, serveAll),
    wait: () => {
      try {
        host.wait(hello.template);
      } catch (e) {
        log.write(
          "WARN",
          `dayfly: this process cannot be copied: ${e.message}`,
        );
      }
    },
    becomeCopy: async ({ nonce, seed, thorough }, input) => {
      hello.nonce = nonce;
      seedMathRandom(seed);
      host.refresh();
      if (thorough) {
        host.warmUp();
        await warmUp();
      }
      host.awaitEvent(!input.isEmpty());
    },
  };
};
