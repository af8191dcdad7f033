export const handler = async () => {
  const result = { name: "ring" };
  result.self = result;
  return result;
};
