export const handler = async () => {
  const error = new Error("x");
  Object.defineProperty(error, "message", {
    get() {
      throw new Error("not readable");
    },
  });
  throw error;
};
