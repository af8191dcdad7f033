// Who may invoke a function, and what becomes of its events.
import { at, call } from "./api.js";
import { button, field, h } from "./dom.js";

function principal(statement) {
  const p = statement.Principal;
  return typeof p === "string" ? p : Object.values(p ?? {}).flat().join(", ");
}

function statementRow(name, statement, act) {
  return h(
    "tr",
    {},
    h("td", { class: "name" }, statement.Sid),
    h("td", {}, principal(statement)),
    h("td", { class: "soft" }, [statement.Action].flat().join(", ")),
    h(
      "td",
      { class: "tight" },
      button(
        "Remove",
        () =>
          act(() =>
            call(
              "DELETE",
              at(name, `/policy/${encodeURIComponent(statement.Sid)}`),
            )
          ),
        { class: "quiet small" },
      ),
    ),
  );
}

/** The policy of the function; `policy` is null if it has none. */
export function policyCard(name, policy, act) {
  const statements = policy ? JSON.parse(policy.Policy).Statement : [];
  const sid = h("input", {
    placeholder: "from-s3",
    "aria-label": "Statement id",
  });
  const who = h("input", {
    placeholder: "s3.amazonaws.com",
    "aria-label": "Principal",
  });
  return h(
    "div",
    { class: "card" },
    h("h2", {}, "Permissions to invoke"),
    statements.length > 0
      ? h(
        "table",
        {},
        h("tbody", {}, statements.map((s) => statementRow(name, s, act))),
      )
      : h(
        "p",
        { class: "hint" },
        "No statement: callers with a key of the host only.",
      ),
    h(
      "div",
      { class: "row add" },
      sid,
      who,
      button("Add", () =>
        act(() =>
          call("POST", at(name, "/policy"), {
            StatementId: sid.value,
            Action: "lambda:InvokeFunction",
            Principal: who.value,
          })
        )),
    ),
    h(
      "p",
      { class: "hint" },
      "What the function itself may read, write and reach is in its dayfly.json: see Code.",
    ),
  );
}

/** How often and how long an event is tried. */
export function asyncCard(name, config, act) {
  const retries = h("input", {
    type: "number",
    min: 0,
    max: 2,
    value: config?.MaximumRetryAttempts ?? 2,
  });
  const age = h("input", {
    type: "number",
    min: 60,
    max: 21600,
    value: config?.MaximumEventAgeInSeconds ?? 21600,
  });
  return h(
    "div",
    { class: "card" },
    h("h2", {}, "Events"),
    h(
      "div",
      { class: "form" },
      field("Retries", retries),
      field("Oldest, s", age),
    ),
    button(
      "Save",
      () =>
        act(() =>
          call("PUT", at(name, "/event-invoke-config", "2019-09-25"), {
            MaximumRetryAttempts: Number(retries.value),
            MaximumEventAgeInSeconds: Number(age.value),
            ...(config?.DestinationConfig
              ? { DestinationConfig: config.DestinationConfig }
              : {}),
          })
        ),
      { class: "main" },
    ),
  );
}
