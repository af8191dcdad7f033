// Elements without markup: what comes from functions, logs and errors becomes
// text, whatever is in it.
import { brief } from "./format.js";

function add(parent, child) {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) child.forEach((c) => add(parent, c));
  else if (child instanceof Node) parent.append(child);
  else parent.append(document.createTextNode(String(child)));
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value") element.value = value;
  else if (name === "checked") element.checked = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** An element: `h("a", {href: "#/", class: "x"}, "text", other)`. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    set(element, name, attributes[name]);
  }
  children.forEach((child) => add(element, child));
  return element;
}

/** The same of SVG. */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name of Object.keys(attributes)) {
    element.setAttribute(name, String(attributes[name]));
  }
  children.forEach((child) => add(element, child));
  return element;
}

export function fill(parent, ...children) {
  parent.replaceChildren();
  children.forEach((child) => add(parent, child));
  return parent;
}

/** Makes `old` look as `wanted`; parts that are the same stay what they are, so
 * that they keep the focus and a click that has begun. */
function morph(old, wanted) {
  if (old.isEqualNode(wanted)) return old;
  if (old.children.length !== wanted.children.length || !old.children.length) {
    return wanted;
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name)) old.removeAttribute(name);
  }
  [...wanted.children].forEach((part, i) => {
    if (!old.children[i].isEqualNode(part)) old.children[i].replaceWith(part);
  });
  return old;
}

/** Shows an element for each item, by what `keyOf` says. The elements have
 * elements only, and no listeners. */
export function reconcile(parent, items, keyOf, make) {
  const before = new Map(
    [...parent.children].map((child) => [child.dataset.key, child]),
  );
  const wanted = items.map((item) => {
    const fresh = make(item);
    fresh.dataset.key = keyOf(item);
    const old = before.get(fresh.dataset.key);
    return old ? morph(old, fresh) : fresh;
  });
  const kept = new Set(wanted);
  for (const child of [...parent.children]) {
    if (!kept.has(child)) child.remove();
  }
  wanted.forEach((child, i) => {
    const there = parent.children[i] ?? null;
    if (there !== child) parent.insertBefore(child, there);
  });
}

/** A button that is busy until its action has ended; an error becomes a note. */
export function button(text, action, more = {}) {
  const b = h("button", { type: "button", ...more }, text);
  b.addEventListener("click", async (event) => {
    event.preventDefault();
    b.disabled = true;
    try {
      await action(b);
    } catch (error) {
      note(error.message, "bad");
    } finally {
      b.disabled = false;
    }
  });
  return b;
}

/** A sentence at the edge of the page. */
export function note(text, kind = "good") {
  const box = document.getElementById("notes");
  const line = h(
    "div",
    { class: `note ${kind}` },
    h("span", {}, brief(text)),
  );
  const close = h("button", { type: "button", "aria-label": "Close" }, "×");
  close.addEventListener("click", () => line.remove());
  line.append(close);
  box.append(line);
  while (box.children.length > 4) box.firstChild.remove();
  setTimeout(() => line.remove(), kind === "bad" ? 20000 : 5000);
}

export function field(label, input, hint) {
  return h(
    "label",
    { class: "field" },
    h("span", { class: "label" }, label),
    input,
    hint && h("span", { class: "hint" }, hint),
  );
}

/** What stands where there is nothing yet: why, and what to do. */
export function empty(title, ...rest) {
  return h("div", { class: "empty" }, h("h2", {}, title), ...rest);
}

/** A link to a function's URL: where a function has an origin of its own, if
 * the host is on this machine. The host takes links of the page by Referer. */
export function functionLink(url, text) {
  const at = new URL(url);
  const [, name, alias] = at.pathname.match(
    /^\/lambda-url\/([A-Za-z0-9-]{1,63})(?::([A-Za-z0-9-]{1,63}))?\/$/,
  ) ?? [];
  const local = ["127.0.0.1", "localhost", "[::1]"].includes(at.hostname);
  const own = local && name && at.protocol === "http:";
  return h("a", {
    href: own
      ? `http://${alias ? `${alias}.` : ""}${name}.lambda-url.localhost${
        at.port ? `:${at.port}` : ""
      }/`
      : url,
    target: "_blank",
    rel: "noopener",
    referrerpolicy: "origin",
  }, text);
}

export function copy(text) {
  return button("Copy", async (b) => {
    await navigator.clipboard.writeText(text);
    b.textContent = "Copied";
    setTimeout(() => b.textContent = "Copy", 1500);
  }, { class: "quiet small" });
}

/** Asks in a dialog; resolves with true, or with false when it is closed. */
export function ask(title, content, yes, kind = "") {
  return new Promise((resolve) => {
    const form = h(
      "form",
      { method: "dialog" },
      h("h2", {}, title),
      content,
      h(
        "div",
        { class: "row end" },
        h("button", { value: "no", formnovalidate: true }, "Cancel"),
        h("button", { value: "yes", class: kind || "main" }, yes),
      ),
    );
    const dialog = h("dialog", { "aria-label": title }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    form.querySelector("input,textarea")?.focus();
  });
}

/** @param heads [text, class] of each column; an empty text: a cell, no heading
 * @param rows whose last cell has the class "acts" if it has buttons: on a phone
 * they stand below the others, which have their headings before them */
export function table(heads, rows) {
  for (const row of rows) {
    [...row.children].forEach((cell, i) =>
      cell.dataset.head = heads[i]?.[0] ?? ""
    );
  }
  return h(
    "div",
    { class: "card wide" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          heads.map(([t, c]) => h(t ? "th" : "td", { class: c ?? "" }, t)),
        ),
      ),
      h("tbody", {}, rows),
    ),
  );
}
