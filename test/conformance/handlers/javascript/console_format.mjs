export const handler = async () => {
  console.log(
    "%s is %d years and %i, %f, %j %o %O %%",
    "Bob",
    42,
    4.2,
    1.5,
    {
      a: 1,
    },
    [1],
    { b: 2 },
  );
  console.log("text", 1, null, undefined, true, 10n, Symbol("s"));
  console.log({ a: { b: { c: { d: 1 } } } }, [1, [2, [3, [4]]]]);
  console.log(new Map([["a", 1]]), new Set([1]), Buffer.from("hé"), /x/g);
  console.log(() => 1, class A {}, new Date(0), -0, NaN);
  console.log();
  console.log("");
  console.log("two\nlines");
  console.log("\x1b[31mred\x1b[0m");
};
