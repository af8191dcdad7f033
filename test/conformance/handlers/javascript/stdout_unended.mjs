export const handler = async () => {
  process.stdout.write("no end");
};
