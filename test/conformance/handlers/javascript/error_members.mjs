export const handler = async () => {
  const error = new Error("denied");
  error.code = "EACCES";
  error.$metadata = { httpStatusCode: 403, attempts: 1 };
  throw error;
};
