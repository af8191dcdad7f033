// Code that is dropped or chosen: a zip file, files, or a folder.
import { h } from "./dom.js";
import { bytes } from "./format.js";
import { namesIn, zip } from "./zip.js";

const LEFT_OUT = /(^|\/)(\.git|\.DS_Store|__pycache__|\.env)(\/|$)/;

function entriesOf(folder) {
  const reader = folder.createReader();
  const all = [];
  return new Promise((resolve, reject) => {
    const next = () =>
      reader.readEntries((some) => {
        if (some.length === 0) return resolve(all);
        all.push(...some);
        next();
      }, reject);
    next();
  });
}

async function walk(entry, path, files) {
  const name = path + entry.name;
  if (LEFT_OUT.test(name)) return;
  if (entry.isFile) {
    const file = await new Promise((yes, no) => entry.file(yes, no));
    files.push({ name, file });
  } else {
    for (const inner of await entriesOf(entry)) {
      await walk(inner, `${name}/`, files);
    }
  }
}

async function pack(files) {
  const first = files[0].name.split("/")[0];
  const within = files.every((f) => f.name.startsWith(`${first}/`));
  const list = [];
  for (const { name, file } of files) {
    const content = new Uint8Array(await file.arrayBuffer());
    const script = content[0] === 35 && content[1] === 33; // "#!"
    const elf = content[0] === 127 && content[1] === 69;
    list.push({
      name: within ? name.slice(first.length + 1) : name,
      bytes: content,
      mode: script || elf ? 0o100755 : 0o100644,
    });
  }
  return {
    blob: zip(list),
    names: list.map((f) => f.name),
    folder: within ? first : first.replace(/\.[^.]*$/, ""),
  };
}

/** {blob, names, folder} of what was dropped. */
async function take(files) {
  if (files.length === 1 && files[0].name.endsWith(".zip")) {
    const folder = files[0].name.replace(/\.zip$/, "");
    const names = namesIn(await files[0].file.arrayBuffer());
    return { blob: files[0].file, names, folder };
  }
  if (files.length === 0) throw new Error("There is no file in it.");
  return await pack(files);
}

/** An area for code; `taken` gets {blob, names, folder}. */
export function dropArea(taken) {
  const said = h("p", { role: "status" });
  const pick = (text, more) => {
    const input = h("input", { type: "file", hidden: true, ...more });
    input.addEventListener("change", () => {
      use(
        [...input.files].map((file) => ({
          name: file.webkitRelativePath || file.name,
          file,
        })).filter((f) => !LEFT_OUT.test(f.name)),
      );
    });
    const open = h("button", { type: "button" }, text);
    open.addEventListener("click", () => input.click());
    return [open, input];
  };
  const use = async (files) => {
    try {
      const code = await take(files);
      said.className = "good";
      const count = code.names.length;
      said.textContent = `${code.folder}: ${count} file${
        count === 1 ? "" : "s"
      }, ${bytes(code.blob.size)}`;
      taken(code);
    } catch (error) {
      said.className = "bad";
      said.textContent = error.message;
    }
  };
  const area = h(
    "div",
    { class: "drop" },
    h("p", {}, "Drop a zip file or a folder here, or choose"),
    h(
      "div",
      { class: "row", role: "group", "aria-label": "Code" },
      pick("a zip file or files", { multiple: true, "aria-label": "Files" }),
      pick("a folder", { webkitdirectory: true, "aria-label": "Folder" }),
    ),
    said,
  );
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", async (event) => {
    event.preventDefault();
    area.classList.remove("over");
    const entries = [...event.dataTransfer.items]
      .map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [];
    for (const entry of entries) await walk(entry, "", files);
    await use(files);
  });
  return area;
}
