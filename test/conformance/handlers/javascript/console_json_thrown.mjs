export const handler = async () => {
  throw "only text";
};
