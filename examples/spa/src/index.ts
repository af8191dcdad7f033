// A page with its own router, its files, and an API, in one function: `make
// bundle` turns these sources into one function.bundle.js.
import { asset } from "./assets.ts";
import { makeRouter } from "./router.ts";

const api = makeRouter({
  "GET /api/greet/:name": (_request, { name }) =>
    Response.json({ message: `Hello, ${name || "you"}!` }),
  "POST /api/echo": async (request) => Response.json(await request.json()),
});

const noSuchCall = () =>
  Response.json({ message: "no such call" }, { status: 404 });

// What is no call and no file is a path of the page's own: it gets the page.
export const handler = {
  fetch(request: Request): Response | Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/api/")) return api(request) ?? noSuchCall();
    if (request.method !== "GET") {
      return new Response("only GET\n", { status: 405 });
    }
    return asset(pathname) ?? asset("/index.html")!;
  },
};
