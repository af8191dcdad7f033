export const handler = async () =>
  Object.getOwnPropertyNames(globalThis).filter((name) => !/^[A-Z]/.test(name))
    .sort();
