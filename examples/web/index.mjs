// A handler in the web's own form: a Request comes in, a Response goes out. It
// runs unchanged behind a function URL, API Gateway or a load balancer.
const PIXEL = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

const routes = {
  "GET /": () =>
    new Response("<h1>dayfly</h1><img src=pixel.gif> <a href=hello>hello</a>", {
      headers: { "content-type": "text/html" },
    }),
  "GET /hello": (request, url) => {
    const before = request.headers.get("cookie") ?? "none";
    const name = url.searchParams.get("name") ?? "you";
    return Response.json({ message: `Hello, ${name}!`, before }, {
      headers: { "set-cookie": `name=${encodeURIComponent(name)}` },
    });
  },
  "POST /count": async (request) => {
    const bytes = await request.arrayBuffer();
    return Response.json({ bytes: bytes.byteLength });
  },
  "GET /pixel.gif": () =>
    new Response(Uint8Array.from(atob(PIXEL), (c) => c.charCodeAt(0)), {
      headers: { "content-type": "image/gif" },
    }),
};

export default {
  fetch(request) {
    const url = new URL(request.url);
    const route = routes[`${request.method} ${url.pathname}`];
    return route?.(request, url) ??
      new Response("no such page", { status: 404 });
  },
};
