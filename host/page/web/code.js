// The code of a function: its files, an editor for small ones, an upload.
import { at, call, request, settled } from "./api.js";
import { button, fill, h, note } from "./dom.js";
import { dropArea } from "./drop.js";
import { bytes } from "./format.js";
import { base64, unzip, zip } from "./zip.js";

const EDITABLE = 4 * 1024 * 1024, TEXT_MAX = 256 * 1024;

function asText(file) {
  if (file.bytes.length > TEXT_MAX) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

async function upload(name, blob) {
  await call("PUT", at(name, "/code"), { ZipFile: await base64(blob) });
  const c = await settled(name);
  if (c.LastUpdateStatus === "Failed") {
    throw new Error(
      `It does not start, so the code before goes on: ${c.LastUpdateStatusReason}`,
    );
  }
  note(`${name} runs the new code.`);
}

function editor(files, name, main) {
  const text = h("textarea", {
    class: "code",
    rows: 24,
    spellcheck: "false",
    wrap: "off",
    "aria-label": "Text of the file",
  });
  const list = h("div", {
    class: "card list",
    role: "group",
    "aria-label": "Files",
  });
  const save = button("Save and run", async () => {
    keep();
    await upload(name, zip(files));
  }, { class: "main" });
  let shown = null;
  const keep = () => {
    if (shown && !text.disabled) {
      shown.bytes = new TextEncoder().encode(text.value);
    }
  };
  const open = (file) => {
    keep();
    shown = file;
    const content = asText(file);
    text.disabled = content === null;
    text.value = content ?? `(${bytes(file.bytes.length)}, not text)`;
    draw();
  };
  const draw = () =>
    fill(
      list,
      files.map((file) => {
        const a = h(
          "a",
          {
            href: "#",
            "data-row": true,
            "aria-current": file === shown ? "true" : null,
          },
          file.name,
          h("span", { class: "soft" }, ` ${bytes(file.bytes.length)}`),
        );
        a.addEventListener("click", (event) => {
          event.preventDefault();
          open(file);
        });
        return a;
      }),
    );
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      save.click();
    }
  });
  const readable = files.filter((f) => asText(f) !== null);
  open(
    readable.find((f) => f.name.startsWith(main)) ?? readable[0] ?? files[0],
  );
  return h(
    "div",
    { class: "split" },
    list,
    h(
      "div",
      { class: "card" },
      text,
      h(
        "div",
        { class: "row" },
        save,
        h(
          "span",
          { class: "hint" },
          "Ctrl+S. Calls that run end on the old code.",
        ),
      ),
    ),
  );
}

export async function codeTab(context) {
  const { box, name, code, configuration, stored, signal } = context;
  if (!stored) {
    fill(
      box,
      h(
        "div",
        { class: "card" },
        h(
          "p",
          {},
          "This function is a folder: edit its files, and the next call runs them.",
        ),
        h("pre", {}, code.Location),
      ),
    );
    return;
  }
  let fresh = null;
  const send = button("Upload and run", async () => {
    if (!fresh) throw new Error("Drop or choose code first.");
    await upload(name, fresh.blob);
    codeTab({ ...context, code: (await call("GET", at(name))).Code });
  }, { class: "main" });
  const view = h("div", {});
  fill(
    box,
    view,
    h(
      "div",
      { class: "card" },
      h("h2", {}, "Other code"),
      dropArea((c) => {
        fresh = c;
      }),
      send,
    ),
  );
  if (configuration.CodeSize > EDITABLE) {
    fill(
      view,
      h(
        "p",
        { class: "card hint" },
        `${bytes(configuration.CodeSize)} are too many to edit here.`,
      ),
    );
    return;
  }
  // The link may have another name of the host: it is asked for at this one.
  const link = new URL(code.Location);
  const answer = await request(link.pathname + link.search);
  const files = await unzip(await answer.arrayBuffer());
  if (signal.aborted) return;
  // The handler "src/app.run" is in the file "src/app" with some ending.
  const main = (configuration.Handler ?? "").replace(/\.[^.]*$/, ".");
  files.sort((a, b) => a.name.localeCompare(b.name));
  fill(view, editor(files, name, main));
}
