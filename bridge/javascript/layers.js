// Packages of layers in Node: require() finds what NODE_PATH names, import does not.

const LAYERS = "/opt/nodejs";

// As AWS's Node runtime resolves a name: where the module is, then in the layers.
// In a thread of their own the hooks of older versions are source text.
const HOOKS = `export const resolve = async (name, context, next) => {
  try {
    return await next(name, context);
  } catch (e) {
    const isBare = !/^[./]|^\\w+:/.test(name);
    if (e?.code !== "ERR_MODULE_NOT_FOUND" || !isBare) throw e;
    try {
      return await next(name, { ...context, parentURL });
    } catch {
      throw e;
    }
  }
};
const parentURL = `;

const makeResolve = (parentURL) => {
  return (name, context, next) => {
    try {
      return next(name, context);
    } catch (e) {
      const isBare = !/^[./]|^\w+:/.test(name);
      if (e?.code !== "ERR_MODULE_NOT_FOUND" || !isBare) throw e;
      try {
        return next(name, { ...context, parentURL });
      } catch {
        throw e;
      }
    }
  };
};

// The bootstrap has put the folders of all versions of Node into NODE_PATH. Returns
// whether import() finds more than require() of an ES module.
export const useLayers = (process, { Module, register, registerHooks }) => {
  const { env, versions } = process;
  if (!env.NODE_PATH?.startsWith(`${LAYERS}/`)) return false;
  const own = `${LAYERS}/node${parseInt(versions.node)}`;
  const isOther = (path) =>
    /^[/]opt[/]nodejs[/]node\d+[/]/.test(path) && !path.startsWith(`${own}/`);
  env.NODE_PATH = env.NODE_PATH.split(":").filter((it) => !isOther(it)).join(
    ":",
  );
  Module._initPaths();
  const parentURL = `file://${own}/any.js`; // its folder, and those above it
  if (registerHooks) {
    registerHooks({ resolve: makeResolve(parentURL) });
    return false;
  }
  try {
    const hooks = encodeURIComponent(HOOKS + JSON.stringify(parentURL));
    register(`data:text/javascript,${hooks}`);
    return true;
  } catch {
    return false; // an old Node, or one that may start no thread
  }
};
