// A function for Hono, a web framework: nothing in it knows of dayfly.
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { streamText } from "hono/streaming";

const app = new Hono();

app.get("/", (c) => c.text("Hono é"));
app.get("/hello/:name", (c) =>
  c.json({
    hello: c.req.param("name"),
    queries: c.req.queries("q"),
    id: c.env.lambdaContext.awsRequestId,
  }));
app.all("/echo", async (c) => {
  const type = c.req.header("content-type");
  return c.body(await c.req.arrayBuffer(), 201, {
    "content-type": type,
    "x-method": c.req.method,
  });
});
app.get("/cookies", (c) => {
  setCookie(c, "a", "1");
  setCookie(c, "b", "2");
  return c.text(getCookie(c, "old") ?? "none");
});
app.get("/slow", (c) =>
  streamText(c, async (stream) => {
    for (const n of [3, 2, 1]) {
      await stream.writeln(`${n}`);
      await stream.sleep(200);
    }
  }));
app.get("/fail", () => {
  throw new Error("as told");
});

export default app;
