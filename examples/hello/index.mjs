// The event is the caller's JSON, parsed. What you return is the answer, as
// JSON; what you throw is the error. `async` works too.

export const handler = (event) => {
  return { message: `Hello, ${event.name}!` };
};
