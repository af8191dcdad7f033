export const handler = async () => {
  const error = new Error("without a stack");
  delete error.stack;
  throw error;
};
