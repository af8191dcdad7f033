export const handler = async () => {
  throw { statusCode: 404, message: "not found" };
};
