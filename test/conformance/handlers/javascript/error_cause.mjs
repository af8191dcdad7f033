export const handler = async () => {
  throw new Error("outer", { cause: new TypeError("inner") });
};
