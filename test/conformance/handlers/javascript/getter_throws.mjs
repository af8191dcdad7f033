export const handler = async () => ({
  get value() {
    throw new Error("not readable");
  },
});
