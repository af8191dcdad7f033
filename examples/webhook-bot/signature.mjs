// Is an event from GitHub? The host has checked those of its webhooks. Elsewhere,
// as on AWS, a request comes by the function's URL, and is checked here.

import { createHmac, timingSafeEqual } from "node:crypto";

export function isSigned(event, body) {
  const secret = process.env.GITHUB_WEBHOOK_SECRET;
  if (!secret) return false;
  const told = Buffer.from(event.headers?.["x-hub-signature-256"] ?? "");
  const right = Buffer.from(
    `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  );
  return told.length === right.length && timingSafeEqual(told, right);
}
