// Called once for each event, in a process of its own. Code outside of the
// handler runs before the event arrives: import and prepare things here. The
// handler may be async.
// Under Deno the handler may do only what "permissions" in dayfly.json grants,
// for example {"net": ["example.com:443"]}.

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
