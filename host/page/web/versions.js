// Versions and aliases: publish, move, and one click back. A move names the
// revision that was seen, so that two people do not undo each other.
import { aliases, at, call, versions } from "./api.js";
import { ask, button, empty, field, fill, h, note, table } from "./dom.js";
import { ago, bytes, when } from "./format.js";

async function move(name, alias, version) {
  await call("PUT", at(name, `/aliases/${encodeURIComponent(alias.Name)}`), {
    FunctionVersion: version,
    RoutingConfig: { AdditionalVersionWeights: {} },
    RevisionId: alias.RevisionId,
  });
  note(`${name}:${alias.Name} is version ${version}.`);
}

async function publish(name) {
  const text = h("input", { maxlength: 256, placeholder: "what is new" });
  if (!await ask("Publish a version", field("Description", text), "Publish")) {
    return;
  }
  const made = await call("POST", at(name, "/versions"), {
    Description: text.value,
  });
  note(`Version ${made.Version} of ${name} is published.`);
}

async function newAlias(name, all) {
  const alias = h("input", {
    required: true,
    value: "live",
    pattern: "(?!^[0-9]+$)[a-zA-Z0-9_-]{1,128}",
  });
  const version = h("select", {}, all.map((v) => h("option", {}, v.Version)));
  const yes = await ask(
    "New alias",
    h(
      "div",
      { class: "form" },
      field("Name", alias),
      field("Version", version),
    ),
    "Create",
  );
  if (!yes) return;
  await call("POST", at(name, "/aliases"), {
    Name: alias.value,
    FunctionVersion: version.value,
  });
}

function weights(alias) {
  const more = Object.entries(
    alias.RoutingConfig?.AdditionalVersionWeights ?? {},
  );
  return more.map(([v, w]) => ` · ${Math.round(w * 100)} % to ${v}`).join("");
}

async function split(name, alias, all) {
  const version = h("select", {}, all.map((v) => h("option", {}, v.Version)));
  const share = h("input", { type: "range", min: 0, max: 100, value: 10 });
  const said = h("output", {}, "10 %");
  share.addEventListener("input", () => said.value = `${share.value} %`);
  const yes = await ask(
    `Split ${alias.Name}`,
    h(
      "div",
      {},
      field("Second version", version),
      field("Its share of the calls", share),
      said,
    ),
    "Split",
  );
  if (!yes) return;
  const weight = Number(share.value) / 100;
  await call("PUT", at(name, `/aliases/${encodeURIComponent(alias.Name)}`), {
    FunctionVersion: alias.FunctionVersion,
    RoutingConfig: {
      AdditionalVersionWeights: weight ? { [version.value]: weight } : {},
    },
    RevisionId: alias.RevisionId,
  });
}

function aliasRow(name, alias, all, act) {
  const at = all.findIndex((v) => v.Version === alias.FunctionVersion);
  const before = all[at + 1];
  const to = h(
    "select",
    { "aria-label": `Version of ${alias.Name}` },
    all.map((v) => h("option", { value: v.Version }, v.Version)),
  );
  to.value = alias.FunctionVersion;
  to.addEventListener("change", () => {
    act(() => move(name, alias, to.value)).catch((e) => note(e.message, "bad"));
  });
  return h(
    "tr",
    {},
    h("td", { class: "name" }, alias.Name),
    h(
      "td",
      {},
      `version ${alias.FunctionVersion}`,
      h("span", { class: "soft" }, weights(alias)),
    ),
    h("td", { class: "tight" }, to),
    h(
      "td",
      { class: "acts" },
      h(
        "div",
        { class: "row" },
        before &&
          button(
            `Back to ${before.Version}`,
            () => act(() => move(name, alias, before.Version)),
            { class: "main small" },
          ),
        all.length > 1 &&
          button("Split", () => act(() => split(name, alias, all)), {
            class: "small",
          }),
        button("Remove", () =>
          act(() =>
            call(
              "DELETE",
              `/2015-03-31/functions/${encodeURIComponent(name)}/aliases/${
                encodeURIComponent(alias.Name)
              }`,
            )
          ), { class: "quiet small" }),
      ),
    ),
  );
}

function versionRow(name, v, named, act) {
  const here = named.filter((a) => a.FunctionVersion === v.Version);
  return h(
    "tr",
    {},
    h("td", { class: "name tight" }, v.Version),
    h("td", {}, v.Description || h("span", { class: "soft" }, "–")),
    h(
      "td",
      { class: "tight" },
      here.map((a) => h("span", { class: "tag good" }, a.Name)),
    ),
    h("td", { class: "mono soft phone-off" }, v.CodeSha256.slice(0, 10)),
    h("td", { class: "num soft phone-off" }, bytes(v.CodeSize)),
    h("td", { class: "num soft phone-off" }, ago(when(v.LastModified))),
    h(
      "td",
      { class: "acts" },
      here.length === 0 && button("Delete", () =>
        act(() =>
          call(
            "DELETE",
            at(name, `?Qualifier=${encodeURIComponent(v.Version)}`),
          )
        ), { class: "quiet small" }),
    ),
  );
}

export async function versionsTab(context) {
  const { box, name, signal } = context;
  const [all, named] = await Promise.all([versions(name), aliases(name)]);
  if (signal.aborted) return;
  const numbered = all.filter((v) => v.Version !== "$LATEST").reverse();
  const act = async (what) => {
    try {
      await what();
    } finally {
      await versionsTab(context);
    }
  };
  fill(
    box,
    h(
      "div",
      { class: "head" },
      h("h2", {}, "Aliases"),
      button("Publish a version", () => act(() => publish(name)), {
        class: "main",
      }),
      numbered.length > 0 &&
        button("New alias", () => act(() => newAlias(name, numbered))),
    ),
    named.length > 0
      ? table(
        [["alias"], ["runs"], ["move to"], [""]],
        named.map((a) => aliasRow(name, a, numbered, act)),
      )
      : h(
        "p",
        { class: "hint card" },
        "No alias. Callers of an alias get the version that it names, and moving it back takes one click.",
      ),
    numbered.length > 0
      ? table(
        [
          ["version"],
          ["description"],
          ["aliases"],
          ["code", "phone-off"],
          [
            "size",
            "num phone-off",
          ],
          ["published", "num phone-off"],
          [""],
        ],
        numbered.map((v) => versionRow(name, v, named, act)),
      )
      : empty(
        "No version yet",
        h(
          "p",
          {},
          "A version is a copy of code and settings that never changes.",
        ),
      ),
  );
}
