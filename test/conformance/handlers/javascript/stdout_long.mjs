export const handler = async () => {
  console.log("x".repeat(60_000));
};
