// A function that is new: from code that was dropped, or from a few lines.
import { call, settled } from "./api.js";
import { ask, field, h, note } from "./dom.js";
import { dropArea } from "./drop.js";
import { base64, zip } from "./zip.js";

const RUNTIMES = ["nodejs22.x", "python3.13", "provided.al2023"];
const SAMPLES = {
  "nodejs22.x": [
    "index.mjs",
    "export const handler = async (event) => {\n" +
    '  return { message: "Hello", event };\n};\n',
    "index.handler",
  ],
  "python3.13": [
    "lambda_function.py",
    "def lambda_handler(event, context):\n" +
    '    return {"message": "Hello", "event": event}\n',
    "lambda_function.lambda_handler",
  ],
  "provided.al2023": [
    "bootstrap",
    "#!/bin/sh\n# Write a runtime here, or drop an executable.\n",
    "bootstrap",
  ],
};

const MAIN = /(^|\/)(lambda_function|app|main|index|handler)\.(py|m?js)$/;

/** Name, runtime and handler, as far as the names of the files tell them. */
function guess(code, name, runtime, handler) {
  const depth = (file) => file.split("/").length;
  const main = code.names.filter((n) => MAIN.test(n))
    .sort((a, b) => depth(a) - depth(b))[0];
  if (!name.value) {
    name.value = code.folder.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 64);
  }
  if (code.names.includes("bootstrap")) runtime.value = "provided.al2023";
  else if (main?.endsWith(".py")) runtime.value = "python3.13";
  handler.value = SAMPLES[runtime.value][2];
  if (main && runtime.value !== "provided.al2023") {
    handler.value = main.replace(/\.[a-z]+$/, "") +
      (main.endsWith(".py") ? ".lambda_handler" : ".handler");
  }
}

async function make(name, more, code) {
  await call("POST", "/2015-03-31/functions", {
    FunctionName: name,
    Role: "arn:aws:iam::000000000000:role/page",
    Code: { ZipFile: await base64(code) },
    ...more,
  });
  const c = await settled(name);
  if (c.State === "Failed") {
    note(`${name} does not start: ${c.StateReason}`, "bad");
  } else note(`${name} is there.`);
}

function sample(runtime) {
  const [file, text] = SAMPLES[runtime];
  const bytes = new TextEncoder().encode(text);
  return zip([{ name: file, bytes, mode: 0o100755 }]);
}

/** Makes a function to try, and shows it. */
export async function createSample() {
  const [runtime] = RUNTIMES;
  await make("hello", {
    Runtime: runtime,
    Handler: SAMPLES[runtime][2],
  }, sample(runtime));
  location.hash = "#/functions/hello/invoke";
}

/** Asks for a new function, makes it, and shows it.
 * @param {any} given {blob, names, folder} of what was dropped; null: nothing */
export async function create(given = null) {
  const name = h("input", { required: true, pattern: "[A-Za-z0-9_-]{1,64}" });
  const runtime = h(
    "select",
    {},
    RUNTIMES.map((r) => h("option", { value: r }, r)),
  );
  const handler = h("input", { value: SAMPLES[RUNTIMES[0]][2] });
  const memory = h("input", {
    type: "number",
    value: 128,
    min: 128,
    max: 10240,
  });
  const timeout = h("input", { type: "number", value: 3, min: 1, max: 900 });
  let code = given;
  if (code) guess(code, name, runtime, handler);
  runtime.addEventListener("change", () => {
    if (!code) handler.value = SAMPLES[runtime.value][2];
  });
  const yes = await ask(
    "New function",
    h(
      "div",
      { class: "card-like" },
      given
        ? h("p", { class: "good" }, `The code of ${given.folder}`)
        : dropArea((c) => {
          code = c;
          guess(c, name, runtime, handler);
        }),
      !given && h(
        "p",
        { class: "hint" },
        "Without code it begins with a few lines to edit.",
      ),
      h(
        "div",
        { class: "form" },
        field("Name", name),
        field("Runtime", runtime),
        field("Handler", handler),
        field("Memory, MB", memory),
        field("Timeout, s", timeout),
      ),
    ),
    "Create",
  );
  if (!yes) return;
  await make(name.value, {
    Runtime: runtime.value,
    Handler: handler.value || "bootstrap",
    MemorySize: Number(memory.value),
    Timeout: Number(timeout.value),
  }, code?.blob ?? sample(runtime.value));
  location.hash = `#/functions/${encodeURIComponent(name.value)}/${
    code ? "invoke" : "code"
  }`;
}
