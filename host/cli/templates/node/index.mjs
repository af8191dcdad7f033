// Called once for each event, in a process of its own. Code outside of the
// handler runs before the event arrives: import and prepare things here. The
// handler may be async.

export const handler = (event, context) => {
  console.log("request", context.awsRequestId);
  return { message: `Hello, ${event.name ?? "world"}!` };
};
