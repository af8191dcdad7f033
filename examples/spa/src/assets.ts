// Every file of ../public, within the bundle: to serve them the function needs
// no permission to read anything.
import app from "../public/app.js" with { type: "text" };
import logo from "../public/logo.svg" with { type: "text" };
import page from "../public/index.html" with { type: "text" };
import style from "../public/style.css" with { type: "text" };

const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

const FILES: Record<string, string> = {
  "/app.js": app as unknown as string,
  "/index.html": page as unknown as string,
  "/logo.svg": logo as unknown as string,
  "/style.css": style,
};

export const asset = (pathname: string): Response | undefined => {
  if (!Object.hasOwn(FILES, pathname)) return undefined;
  const type = TYPES[pathname.slice(pathname.lastIndexOf(".") + 1)];
  const headers = { "content-type": type, "cache-control": "max-age=300" };
  return new Response(FILES[pathname], { headers });
};
