export const handler = async () => {
  const error = new Error("logged", { cause: new TypeError("why") });
  error.code = "E1";
  console.error(error);
  console.error("context:", error);
  console.log({ error: new Error("inside") });
};
