// TypeScript is run as it is: there is nothing to build.

interface Person {
  name: string;
}

interface Greeting {
  message: string;
}

// Say what you need of the context; there is more in it.
interface Context {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export const handler = (event: Person, context: Context): Greeting => {
  console.info("greeting in request", context.awsRequestId);
  return { message: `Hello, ${event.name}!` };
};
