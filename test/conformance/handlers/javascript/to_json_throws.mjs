export const handler = async () => ({
  toJSON() {
    throw new RangeError("no JSON of me");
  },
});
