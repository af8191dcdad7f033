// A function for aws-lambda-ric: it does as the event says.
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

function tell(context) {
  return {
    pid: process.pid,
    requestId: context.awsRequestId,
    arn: context.invokedFunctionArn,
    name: context.functionName,
    remaining: context.getRemainingTimeInMillis(),
    trace: process.env._X_AMZN_TRACE_ID ?? "",
    custom: context.clientContext?.custom ?? null,
    tenant: context.tenantId ?? "",
  };
}

export async function handler(event, context) {
  switch (event?.do) {
    case "tell":
      return tell(context);
    case "error":
      throw new Error("told to fail");
    case "panic":
      setTimeout(() => {
        throw new Error("told to panic");
      }, 0);
      await pause(3600000);
      break;
    case "exit":
      process.exit(3);
      break;
    case "hang":
      await pause(3600000);
      break;
    case "size":
      return "x".repeat(event.size - 2);
  }
  return event;
}

export const stream = awslambda.streamifyResponse(async (event, answer) => {
  answer.write("first\n");
  while (event.gate && !existsSync(event.gate)) await pause(10);
  if (event.fail) throw new Error("told to fail in the middle");
  answer.write("second\n");
  answer.end();
});

export const page = awslambda.streamifyResponse(async (event, answer) => {
  answer = awslambda.HttpResponseStream.from(answer, {
    statusCode: 201,
    headers: { "x-path": event.rawPath },
    cookies: ["a=b"],
  });
  answer.write("first\n");
  answer.write("second\n");
  answer.end();
});
