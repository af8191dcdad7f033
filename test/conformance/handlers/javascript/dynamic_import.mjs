export const handler = async () => {
  const { basename } = await import("node:path");
  try {
    await import("./not-there.mjs");
  } catch (error) {
    return [basename("/a/b"), error.code];
  }
};
