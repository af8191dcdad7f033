// Message queues, by the API of SQS.
import { maybe, target } from "./api.js";
import { ask, button, field, h, note, table } from "./dom.js";

const sqs = (name, body) => target(`AmazonSQS.${name}`, body);

function short(text) {
  return text.split(/[/:]/).pop();
}

/** All queues with their attributes; null: the host has none of the kind. */
export async function messageQueues() {
  const urls = [];
  let token;
  do {
    const page = await maybe(
      sqs("ListQueues", {
        MaxResults: 100,
        ...(token ? { NextToken: token } : {}),
      }),
      null,
    );
    if (!page) return null;
    urls.push(...(page.QueueUrls ?? []));
    token = page.NextToken;
  } while (token);
  const all = await Promise.all(urls.map(async (url) => {
    const answer = await maybe(
      sqs("GetQueueAttributes", { QueueUrl: url, AttributeNames: ["All"] }),
      null,
    );
    return answer && { url, name: short(url), ...answer.Attributes };
  }));
  return all.filter(Boolean);
}

async function send(queue) {
  const text = h("textarea", { class: "code", rows: 6, required: true });
  const fifo = queue.FifoQueue === "true";
  const group = h("input", { value: "page" });
  const yes = await ask(
    `Send to ${queue.name}`,
    h(
      "div",
      {},
      field("Message", text),
      fifo && field("Message group", group),
    ),
    "Send",
  );
  if (!yes) return;
  await sqs("SendMessage", {
    QueueUrl: queue.url,
    MessageBody: text.value,
    ...(fifo
      ? {
        MessageGroupId: group.value,
        MessageDeduplicationId: crypto.randomUUID(),
      }
      : {}),
  });
  note(`${queue.name} has the message.`);
}

async function purge(queue) {
  const yes = await ask(
    `Purge ${queue.name}?`,
    h("p", {}, "All its messages are lost."),
    "Purge",
    "danger",
  );
  if (yes) await sqs("PurgeQueue", { QueueUrl: queue.url });
}

async function redrive(queue) {
  await sqs("StartMessageMoveTask", { SourceArn: queue.QueueArn });
  note(`The messages of ${queue.name} go back to their queues.`);
}

function queueRow(queue, deadFor, act, look) {
  const policy = queue.RedrivePolicy ? JSON.parse(queue.RedrivePolicy) : null;
  const number = (name) => queue[`ApproximateNumberOfMessages${name}`] ?? "–";
  return h(
    "tr",
    {},
    h(
      "td",
      {},
      h("span", { class: "name" }, queue.name),
      deadFor.length > 0 &&
        h("div", { class: "soft" }, `dead letters of ${deadFor.join(", ")}`),
      policy &&
        h(
          "div",
          { class: "soft" },
          `after ${policy.maxReceiveCount} tries to ${
            short(policy.deadLetterTargetArn)
          }`,
        ),
    ),
    h(
      "td",
      { class: `num ${deadFor.length && number("") > 0 ? "bad" : ""}` },
      number(""),
    ),
    h("td", { class: "num" }, number("NotVisible")),
    h("td", { class: "num phone-off" }, number("Delayed")),
    h(
      "td",
      { class: "acts" },
      h(
        "div",
        { class: "row" },
        button("Look", () => look(queue), { class: "small" }),
        button("Send", () => act(() => send(queue)), { class: "small" }),
        deadFor.length > 0 &&
          button("Redrive", () => act(() => redrive(queue)), {
            class: "small main",
          }),
        button("Purge", () => act(() => purge(queue)), {
          class: "quiet small",
        }),
      ),
    ),
  );
}

/** A table of the queues, with what `look` shows of one; false: there are none. */
export function queueTable(queues, act, look) {
  const deadFor = (queue) =>
    queues.filter((q) =>
      q.RedrivePolicy &&
      JSON.parse(q.RedrivePolicy).deadLetterTargetArn === queue.QueueArn
    ).map((q) => q.name);
  return queues.length > 0 && table([
    ["queue"],
    ["waiting", "num"],
    ["taken", "num"],
    ["delayed", "num phone-off"],
    [""],
  ], queues.map((q) => queueRow(q, deadFor(q), act, look)));
}
