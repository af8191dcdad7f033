// Schedules, by the API of EventBridge Scheduler.
import { call, functions, target } from "./api.js";
import { ask, button, empty, field, fill, h, note, table } from "./dom.js";

function path(s) {
  const group = s.GroupName && s.GroupName !== "default"
    ? `?groupName=${encodeURIComponent(s.GroupName)}`
    : "";
  return `/schedules/${encodeURIComponent(s.Name)}${group}`;
}

const RULE = "rule/";

/** The rule of EventBridge whose target this is; null: it is of none. */
function ruleOf(s) {
  return s.GroupName?.startsWith(RULE) ? s.GroupName.slice(RULE.length) : null;
}

/** What a schedule is, if the API of schedules cannot change it; or null. */
function kindOf(s) {
  if (ruleOf(s)) return `a rule; its target ${s.Name}`;
  return s.GroupName === "dayfly.json" ? "of dayfly.json or a template" : null;
}

/** What the function is called by in an ARN. */
function nameOf(arn) {
  return arn.split(":function:")[1] ?? arn;
}

/** All schedules, each with its `Next` five times. */
async function all() {
  return (await call("GET", "/_dayfly/schedules")).Schedules;
}

/** The members that UpdateSchedule takes. */
function changed(s, state) {
  const {
    Arn: _a,
    CreationDate: _c,
    LastModificationDate: _l,
    Name: _n,
    Next: _x,
    ...rest
  } = s;
  return { ...rest, State: state };
}

const EVERY = "rate(5 minutes), cron(0 8 ? * MON-FRI *), " +
  "at(2027-01-31T08:00:00)";

/** Asks what a schedule is; the members that the API takes, or null. */
async function describe(title, s, yes) {
  const arns = (await functions()).map((c) => c.FunctionArn);
  const target = s.Target?.Arn;
  if (target && !arns.includes(target)) arns.unshift(target);
  if (arns.length === 0) {
    throw new Error("There is no function yet that it could invoke.");
  }
  const name = h("input", {
    required: true,
    pattern: "[0-9a-zA-Z_.\\-]{1,64}",
  });
  const expression = h("input", {
    required: true,
    value: s.ScheduleExpression ?? "rate(1 hour)",
  });
  const zone = h("input", {
    value: s.ScheduleExpressionTimezone ??
      Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const fn = h(
    "select",
    {},
    arns.map((arn) => h("option", { value: arn }, nameOf(arn))),
  );
  if (target) fn.value = target;
  const input = h("textarea", {
    class: "code",
    rows: 4,
    value: s.Target?.Input ?? "",
  });
  const form = h(
    "div",
    { class: "form" },
    !s.Name && field("Name", name),
    field("Function", fn),
    field("When", expression, EVERY),
    field("Time zone", zone),
    field("Event, JSON; empty: the usual one", input),
  );
  if (!await ask(title, form, yes)) return null;
  const { Input: _i, ...rest } = s.Target ??
    { RoleArn: "arn:aws:iam::000000000000:role/page" };
  return {
    ...changed(s, s.State ?? "ENABLED"),
    Name: s.Name ?? name.value,
    ScheduleExpression: expression.value,
    ScheduleExpressionTimezone: zone.value || "UTC",
    FlexibleTimeWindow: s.FlexibleTimeWindow ?? { Mode: "OFF" },
    Target: {
      ...rest,
      Arn: fn.value,
      ...(input.value ? { Input: input.value } : {}),
    },
  };
}

async function create() {
  const made = await describe("New schedule", {}, "Create");
  if (!made) return;
  const { Name, ...body } = made;
  await call("POST", `/schedules/${encodeURIComponent(Name)}`, body);
  note(`${Name} is scheduled.`);
}

async function edit(s) {
  const made = await describe(`Edit ${s.Name}`, s, "Save");
  if (!made) return;
  const { Name, ...body } = made;
  await call("PUT", path(s), body);
  note(`${Name} is changed.`);
}

function next(s) {
  const times = (s.Next ?? []).map((t) =>
    new Date(typeof t === "number" ? t * 1000 : t)
  );
  if (times.length === 0) return "–";
  return h(
    "details",
    {},
    h("summary", {}, times[0].toLocaleString()),
    times.slice(1).map((t) => h("div", { class: "soft" }, t.toLocaleString())),
  );
}

/** The rule is turned off for all its targets. */
function ruleActs(s, on, act) {
  const Name = ruleOf(s);
  return [
    button(
      on ? "Turn off the rule" : "Turn on the rule",
      () =>
        act(() =>
          target(`AWSEvents.${on ? "DisableRule" : "EnableRule"}`, { Name })
        ),
      { class: "small" },
    ),
    button(
      "Remove",
      () =>
        act(() =>
          target("AWSEvents.RemoveTargets", { Rule: Name, Ids: [s.Name] })
        ),
      { class: "quiet small" },
    ),
  ];
}

function ownActs(s, on, act) {
  return [
    button(
      on ? "Turn off" : "Turn on",
      () =>
        act(() =>
          call("PUT", path(s), changed(s, on ? "DISABLED" : "ENABLED"))
        ),
      { class: "small" },
    ),
    button("Edit", () => act(() => edit(s)), { class: "small" }),
    button("Delete", () => act(() => call("DELETE", path(s))), {
      class: "quiet small",
    }),
  ];
}

function acts(s, on, act) {
  if (ruleOf(s)) return ruleActs(s, on, act);
  return kindOf(s) ? [] : ownActs(s, on, act);
}

function row(s, act) {
  const on = s.State !== "DISABLED";
  const kind = kindOf(s);
  return h(
    "tr",
    {},
    h(
      "td",
      { class: "name" },
      ruleOf(s) ?? s.Name,
      kind && h("div", { class: "soft" }, kind),
    ),
    h(
      "td",
      {},
      h("code", {}, s.ScheduleExpression ?? ""),
      h("div", { class: "soft" }, s.ScheduleExpressionTimezone ?? ""),
    ),
    h("td", {}, nameOf(s.Target?.Arn ?? "")),
    h("td", { class: "headed" }, on ? next(s) : "–"),
    h(
      "td",
      { class: "tight" },
      h("span", { class: `tag ${on ? "good" : ""}` }, on ? "on" : "off"),
    ),
    h(
      "td",
      { class: "acts" },
      h("div", { class: "row" }, acts(s, on, act)),
    ),
  );
}

function scheduleTable(list, act) {
  return table(
    [["name"], ["when"], ["function"], ["next"], ["state"], [""]],
    list.map((s) => row(s, act)),
  );
}

export async function schedulesRoom({ main, signal }) {
  const draw = async () => {
    const list = await all();
    if (signal.aborted) return;
    const act = async (what) => {
      await what();
      await draw();
    };
    const add = button("New schedule", () => act(create), { class: "main" });
    fill(
      main,
      h("div", { class: "head" }, h("h1", {}, "Schedules"), add),
      list.length > 0 ? scheduleTable(list, act) : empty(
        "Nothing is scheduled",
        h("p", {}, "A schedule invokes a function by the clock."),
      ),
    );
  };
  await draw();
}
