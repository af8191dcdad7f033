export const handler = async () => {
  throw null;
};
