// Called once for each event, in a process of its own. Code outside of the
// handler runs before the event arrives: import and prepare things here. The
// handler may be async.

interface Person {
  name?: string;
}

interface Context {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export const handler = (event: Person, context: Context) => {
  console.log("request", context.awsRequestId);
  return { message: `Hello, ${event.name ?? "world"}!` };
};
