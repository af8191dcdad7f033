const { log } = console;
export const handler = async () => {
  log("by a function that was taken");
  const original = console.log;
  console.log = (...words) => original("patched:", ...words);
  console.log("by a patched console");
};
