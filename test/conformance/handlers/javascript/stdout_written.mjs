export const handler = async () => {
  process.stdout.write("by stdout\n");
  console.log("by the console");
  process.stdout.write("two\nlines\n");
};
