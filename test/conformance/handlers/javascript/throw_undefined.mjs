export const handler = async () => {
  throw undefined;
};
