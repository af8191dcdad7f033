// Releases: what one deployment moved together, and the way back.
import { at, call, maybe } from "./api.js";
import { ask, button, empty, fill, h, note, table } from "./dom.js";
import { ago, when } from "./format.js";

async function restore(release, alias, draw) {
  const yes = await ask(
    `Go back to release ${release.release}?`,
    h(
      "p",
      {},
      `The alias ${alias} moves at once. Functions: ` +
        `${Object.keys(release.functions).length}. ` +
        "Calls that run end on their version.",
    ),
    "Go back",
  );
  if (!yes) return;
  const { queues } = await call(
    "POST",
    `/_dayfly/releases/${release.release}/restore`,
    { alias },
  );
  note(`${alias} is as it was in release ${release.release}.`);
  for (const line of queues) note(line);
  await draw();
}

/** What the alias of each function of the releases has now. */
async function present(releases, alias) {
  const names = new Set(releases.flatMap((r) => Object.keys(r.functions)));
  const now = {};
  await Promise.all([...names].map(async (name) => {
    const one = await maybe(
      call("GET", at(name, `/aliases/${encodeURIComponent(alias)}`)),
      null,
    );
    if (one) now[name] = one.FunctionVersion;
  }));
  return now;
}

/** Functions that are no longer there do not count. */
function isPresent(release, now) {
  const names = Object.keys(release.functions).filter((name) => now[name]);
  return names.length > 0 &&
    names.every((name) => now[name] === release.functions[name]);
}

function differences(release, before) {
  const changed = Object.entries(release.functions).filter(([name, version]) =>
    before?.functions[name] !== version
  );
  return h(
    "div",
    { class: "row" },
    changed.map(([name, version]) =>
      h("a", {
        class: "tag",
        href: `#/functions/${encodeURIComponent(name)}/versions`,
      }, `${name} ${before?.functions[name] ?? "–"} → ${version}`)
    ),
    changed.length === 0 && h("span", { class: "soft" }, "nothing changed"),
  );
}

export async function releasesRoom({ main, query, signal }) {
  const alias = h("input", {
    value: query.get("alias") ?? "live",
    "aria-label": "Alias",
    type: "search",
  });
  const body = h("div", {});
  const draw = async () => {
    const answer = await call(
      "GET",
      `/_dayfly/releases?Alias=${encodeURIComponent(alias.value)}`,
    );
    const all = answer.Releases;
    const now = await present(all, alias.value);
    if (signal.aborted) return;
    const current = all.find((r) => isPresent(r, now));
    const row = (r, i) =>
      h(
        "tr",
        {},
        h("td", { class: "name tight" }, r.release),
        h("td", { class: "tight soft" }, ago(when(r.time))),
        h("td", {}, differences(r, all[i + 1])),
        h("td", { class: "soft phone-off" }, r.note ?? ""),
        h(
          "td",
          { class: "acts" },
          r === current ? h("span", { class: "tag good" }, "now") : button(
            "Go back to it",
            () => restore(r, alias.value, draw),
            { class: "small" },
          ),
        ),
      );
    fill(
      body,
      all.length > 0
        ? table([
          ["release"],
          ["when"],
          ["moved"],
          ["note", "phone-off"],
          [""],
        ], all.map(row))
        : empty(
          `No release of ${alias.value}`,
          h("p", {}, "A deployment of several functions is one release."),
          h("pre", {}, "dayfly deploy functions/"),
        ),
    );
  };
  alias.addEventListener("change", () => {
    draw().catch((e) => note(e.message, "bad"));
  });
  fill(
    main,
    h("div", { class: "head" }, h("h1", {}, "Releases"), alias),
    body,
  );
  await draw();
}
