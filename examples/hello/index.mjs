// The event is the caller's JSON, parsed. What you return is the answer, as
// JSON; what you throw is the error. `async` works too. What you print goes to
// the log.

export const handler = (event) => {
  console.log("greeting", event.name);
  return { message: `Hello, ${event.name}!` };
};
