class NotFound extends Error {}
export const handler = async () => {
  throw new NotFound("the name is that of its parent");
};
