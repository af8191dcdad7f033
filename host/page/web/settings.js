// What a function runs with: limits, environment, concurrency, URL, policy.
import { at, call, maybe, settled } from "./api.js";
import { button, field, fill, functionLink, h, note } from "./dom.js";
import { asyncCard, policyCard } from "./policy.js";

async function update(name, change) {
  await call("PUT", at(name, "/configuration"), change);
  const c = await settled(name);
  if (c.LastUpdateStatus === "Failed") {
    throw new Error(c.LastUpdateStatusReason ?? "It does not start with that.");
  }
  note(`${name} runs with the new settings.`);
}

function number(value, min, max) {
  return h("input", { type: "number", value, min, max, required: true });
}

function limits({ name, configuration: c }) {
  const memory = number(c.MemorySize, 128, 10240);
  const timeout = number(c.Timeout, 1, 900);
  const handler = h("input", { value: c.Handler ?? "" });
  const text = h("input", { value: c.Description ?? "", maxlength: 256 });
  return h(
    "div",
    { class: "card" },
    h("h2", {}, "Limits"),
    h(
      "div",
      { class: "form" },
      field("Memory, MB", memory),
      field("Timeout, s", timeout),
      field("Handler", handler),
      field("Description", text),
    ),
    button("Save", () =>
      update(name, {
        MemorySize: Number(memory.value),
        Timeout: Number(timeout.value),
        Handler: handler.value,
        Description: text.value,
      }), { class: "main" }),
  );
}

function variable(key, value) {
  const name = h("input", { value: key, "aria-label": "Name", class: "mono" });
  const text = h("input", {
    type: "password",
    value,
    "aria-label": `Value of ${key || "the variable"}`,
    autocomplete: "off",
    class: "mono",
  });
  const row = h("div", { class: "variable" }, name, text);
  const show = h("button", { type: "button", class: "quiet small" }, "Show");
  show.addEventListener("click", () => {
    text.type = text.type === "password" ? "text" : "password";
    show.textContent = text.type === "password" ? "Show" : "Hide";
  });
  const drop = h("button", {
    type: "button",
    class: "quiet small",
    "aria-label": `Remove ${key}`,
  }, "Remove");
  drop.addEventListener("click", () => row.remove());
  row.append(show, drop);
  return row;
}

function environment({ name, configuration: c }) {
  const rows = h(
    "form",
    {
      class: "variables",
      autocomplete: "off",
      onsubmit: (event) => event.preventDefault(),
    },
    Object.entries(c.Environment?.Variables ?? {}).map(([k, v]) =>
      variable(k, v)
    ),
  );
  const add = h("button", { type: "button" }, "Add a variable");
  add.addEventListener("click", () => {
    rows.append(variable("", ""));
    rows.lastChild.querySelector("input").focus();
  });
  return h(
    "div",
    { class: "card" },
    h("h2", {}, "Environment"),
    rows,
    h(
      "div",
      { class: "row" },
      button("Save", () => {
        const all = {};
        for (const row of rows.children) {
          const [key, value] = row.querySelectorAll("input");
          if (key.value) all[key.value] = value.value;
        }
        return update(name, { Environment: { Variables: all } });
      }, { class: "main" }),
      add,
      h("span", { class: "hint" }, "Encrypted where it is kept."),
    ),
  );
}

function concurrency({ name }, reserved, act) {
  const value = h("input", {
    type: "number",
    min: 0,
    max: 1000,
    value: reserved ?? "",
    placeholder: "no limit of its own",
  });
  return h(
    "div",
    { class: "card" },
    h("h2", {}, "Concurrency"),
    field(
      "Most calls at once",
      value,
      "0 turns the function off; empty: what the host has.",
    ),
    button(
      "Save",
      () =>
        act(() =>
          value.value === ""
            ? call("DELETE", at(name, "/concurrency", "2017-10-31"))
            : call("PUT", at(name, "/concurrency", "2017-10-31"), {
              ReservedConcurrentExecutions: Number(value.value),
            })
        ),
      { class: "main" },
    ),
  );
}

function urlCard({ name }, url, act) {
  const path = at(name, "/url", "2021-10-31");
  const auth = h(
    "select",
    {},
    h("option", { value: "NONE" }, "everyone"),
    h("option", { value: "AWS_IAM" }, "callers with a key"),
  );
  if (url) auth.value = url.AuthType;
  return h(
    "div",
    { class: "card" },
    h("h2", {}, "URL"),
    url && h("p", {}, functionLink(url.FunctionUrl, url.FunctionUrl)),
    field("Open to", auth),
    h(
      "div",
      { class: "row" },
      button(
        url ? "Save" : "Make a URL",
        () =>
          act(() =>
            call(url ? "PUT" : "POST", path, {
              AuthType: auth.value,
            })
          ),
        { class: "main" },
      ),
      url && button("Remove", () => act(() => call("DELETE", path)), {
        class: "danger",
      }),
    ),
  );
}

export async function settingsTab(context) {
  const { box, name, signal } = context;
  const [reserved, urls, policy, events] = await Promise.all([
    maybe(call("GET", at(name, "/concurrency", "2019-09-30")), {}),
    maybe(call("GET", at(name, "/urls", "2021-10-31")), {}),
    call("GET", at(name, "/policy")).catch(() => null),
    maybe(
      call("GET", at(name, "/event-invoke-config/list", "2019-09-25")),
      {},
    ),
  ]);
  if (signal.aborted) return;
  const act = async (what) => {
    await what();
    note("Saved.");
    await settingsTab(context);
  };
  const url = urls.FunctionUrlConfigs?.find((u) =>
    u.FunctionArn.endsWith(`:function:${name}`)
  );
  fill(
    box,
    limits(context),
    environment(context),
    h(
      "div",
      { class: "cards" },
      concurrency(context, reserved.ReservedConcurrentExecutions, act),
      urlCard(context, url, act),
      asyncCard(
        name,
        events.FunctionEventInvokeConfigs?.find((c) =>
          c.FunctionArn.endsWith(`${name}:$LATEST`)
        ),
        act,
      ),
    ),
    policyCard(name, policy, act),
  );
}
