// The operations of GitHub's REST API that the bot needs.

const PAGE = 100;
const PAGES_MOST = 30; // GitHub lists at most 3,000 files of a pull request
const TIMEOUT_MS = 10_000;

// The host tries an event again that fails, so there is no other attempt here.
async function ask(method, path, body) {
  const base = process.env.GITHUB_API_URL ?? "https://api.github.com";
  const answer = await fetch(base + path, {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      Accept: "application/vnd.github+json",
      Authorization: `Bearer ${process.env.GITHUB_TOKEN}`,
      "Content-Type": "application/json",
      "User-Agent": "webhook-bot",
      "X-GitHub-Api-Version": "2022-11-28",
    },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(
      `${method} ${path}: GitHub answers ${answer.status}: ${
        (await answer.text()).slice(0, 300)
      }`,
    );
  }
  return answer.json();
}

async function all(path) {
  const found = [];
  for (let page = 1; page <= PAGES_MOST; page++) {
    const some = await ask("GET", `${path}?per_page=${PAGE}&page=${page}`);
    found.push(...some);
    if (some.length < PAGE) break;
  }
  return found;
}

// Pull requests are issues, too. Two are enough to see that one is not the first.
export const issuesOf = (repo, login) =>
  ask(
    "GET",
    `/repos/${repo}/issues?creator=${
      encodeURIComponent(login)
    }&state=all&per_page=2`,
  );

export const comments = (repo, number) =>
  all(`/repos/${repo}/issues/${number}/comments`);

export const comment = (repo, number, body) =>
  ask("POST", `/repos/${repo}/issues/${number}/comments`, { body });

export const changedFiles = async (repo, number) =>
  (await all(`/repos/${repo}/pulls/${number}/files`)).map(({ filename }) =>
    filename
  );

// Labels that are there already stay.
export const addLabels = (repo, number, labels) =>
  ask("POST", `/repos/${repo}/issues/${number}/labels`, { labels });
