export const handler = async () => {
  throw 404;
};
