export const handler = async () => {
  console.table([{ a: 1, b: 2 }, { a: 3 }]);
  console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
  console.group("group");
  console.log("inside");
  console.groupEnd();
  console.log("outside");
  console.count();
  console.count("named");
  console.assert(true, "not shown");
  console.assert(1 === 2, "shown %d", 1);
};
