import { AsyncLocalStorage } from "node:async_hooks";
const storage = new AsyncLocalStorage();
export const handler = (event) =>
  storage.run({ id: 7 }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return storage.getStore();
  });
