import path from "node:path";
export const handler = async () => ({
  cwd: path.basename(process.cwd()),
  mask: process.umask(),
  zone: process.env.TZ,
  hour: new Date(0).getHours(),
  own: process.env.OWN,
  handler: process.env._HANDLER,
  arguments: process.execArgv,
  version: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  root: path.basename(process.env.LAMBDA_TASK_ROOT),
  platform: process.platform,
  language: process.env.LANG,
  trace: "_X_AMZN_TRACE_ID" in process.env,
  exit: process.exitCode,
  tty: process.stdout.isTTY,
});
