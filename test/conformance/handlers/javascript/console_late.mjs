export const handler = async () => {
  setTimeout(() => {
    throw Object.assign(new TypeError("late"), { code: "E7" });
  }, 0);
  await new Promise((resolve) => setTimeout(resolve, 2000));
};
