export const handler = async () => {
  throw new Error("größer\n\tals \u{1f98b} \x7f \ud800 \u2028");
};
