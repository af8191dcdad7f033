// Routes by method and path; `:name` in a pattern takes one segment.
export type Params = Record<string, string>;
export type Route = (request: Request, params: Params) =>
  | Response
  | Promise<Response>;

export const makeRouter = (routes: Record<string, Route>) => {
  const table = Object.entries(routes).map(([key, route]) => {
    const [method, pathname] = key.split(" ");
    return { method, pattern: patternOf(pathname), route };
  });
  return (request: Request): Response | Promise<Response> | undefined => {
    const { pathname } = new URL(request.url);
    for (const { method, pattern, route } of table) {
      const found = request.method === method && pattern.exec(pathname);
      if (found) return route(request, decoded(found.groups ?? {}));
    }
  };
};

const patternOf = (pathname: string) =>
  new RegExp(`^${pathname.replace(/:(\w+)/g, "(?<$1>[^/]*)")}$`);

const decoded = (groups: Params): Params =>
  Object.fromEntries(
    Object.entries(groups).map(([name, text]) => [
      name,
      decodeURIComponent(text),
    ]),
  );
