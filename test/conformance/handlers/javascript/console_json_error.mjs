export const handler = async () => {
  throw Object.assign(new RangeError("ended"), { code: "E2" });
};
