export const handler = async () => {
  console.group("group");
  console.error("in a group\nof two lines");
  console.groupEnd();
  console.dir({ name: "a".repeat(50), other: "b".repeat(50) });
  console.dirxml("%s", { a: 1 });
  console.trace("hidden");
  console.table([[1]]);
  console.error();
  console.fatal();
  process.stderr.write("to stderr\n");
};
