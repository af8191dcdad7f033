export const handler = async () => {
  Promise.reject(new Error("nobody waits"));
  await new Promise((resolve) => setTimeout(resolve, 1000));
};
