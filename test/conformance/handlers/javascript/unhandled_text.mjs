export const handler = async () => {
  Promise.reject("only text");
  await new Promise((resolve) => setTimeout(resolve, 1000));
};
