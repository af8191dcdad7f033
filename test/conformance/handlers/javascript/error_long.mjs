export const handler = async () => {
  throw new Error("x".repeat(4_000));
};
