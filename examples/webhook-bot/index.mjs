// A bot for GitHub repositories: it greets who writes a first issue, and labels
// pull requests by the files that they change. What it says is in bot.json.

import { readFileSync } from "node:fs";
import {
  addLabels,
  changedFiles,
  comment,
  comments,
  issuesOf,
} from "./github.mjs";
import { labelsFor } from "./labels.mjs";
import { isSigned } from "./signature.mjs";

const settings = JSON.parse(readFileSync(new URL("bot.json", import.meta.url)));
// Invisible in GitHub's pages. By it a second attempt sees that the first one has
// already greeted.
const MARK = "<!-- first-issue -->";
const REFUSED = { statusCode: 401, body: "the signature is wrong" };

export async function handler(event) {
  const body = Buffer.from(
    event.body ?? "",
    event.isBase64Encoded ? "base64" : "utf8",
  );
  if (!isSigned(event, body)) {
    // A webhook's sender has its 202 before: nobody else sees this answer.
    console.error(
      process.env.GITHUB_WEBHOOK_SECRET
        ? "refused: the delivery is not signed with GITHUB_WEBHOOK_SECRET"
        : "refused: there is no GITHUB_WEBHOOK_SECRET",
    );
    return REFUSED;
  }
  const kind = event.headers["x-github-event"];
  const payload = JSON.parse(body);
  const work = works[`${kind}.${payload.action}`];
  const done = work ? await work(payload) : "nothing to do";
  console.log(
    `${kind}.${payload.action ?? ""} ${
      payload.repository?.full_name ?? ""
    }: ${done}`,
  );
  return { statusCode: 200, body: done };
}

async function greet({ issue, repository }) {
  const repo = repository.full_name;
  const author = issue.user.login;
  if (issue.user.type === "Bot") return "the author is a bot";
  if (
    (await issuesOf(repo, author)).some(({ number }) => number !== issue.number)
  ) {
    return `${author} has written before`;
  }
  if (
    (await comments(repo, issue.number)).some(({ body }) =>
      body?.includes(MARK)
    )
  ) {
    return `${author} was greeted already`;
  }
  await comment(
    repo,
    issue.number,
    `${settings.greeting.replaceAll("{author}", author)}\n${MARK}`,
  );
  return `greeted ${author}`;
}

async function label({ pull_request: { number, labels }, repository }) {
  const files = await changedFiles(repository.full_name, number);
  const there = labels.map(({ name }) => name);
  const missing = labelsFor(files, settings.labels).filter((name) =>
    !there.includes(name)
  );
  if (missing.length > 0) {
    await addLabels(repository.full_name, number, missing);
  }
  return `labels ${missing.join(", ") || "as they were"}`;
}

const works = {
  "issues.opened": greet,
  "pull_request.opened": label,
  "pull_request.reopened": label,
  "pull_request.synchronize": label,
};
