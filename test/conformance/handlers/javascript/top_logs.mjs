console.log("while it loads");
process.stdout.write("written while it loads\n");
export const handler = async () => {
  console.log("in the event");
};
