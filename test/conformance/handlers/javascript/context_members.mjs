export const handler = async (event, context) => ({
  keys: Object.keys(context),
  kinds: Object.values(context).map((value) => typeof value),
  version: context.functionVersion,
  memory: context.memoryLimitInMB,
  remaining: context.getRemainingTimeInMillis() > 0,
  text: JSON.stringify(context).length > 0,
  client: context.clientContext === undefined,
  identity: context.identity === undefined,
});
