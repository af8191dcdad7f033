export const handler = async () => {
  console.log("text");
  console.info({ order: { id: 7 } });
  console.warn("many", 1, { a: 1 });
  console.error(new TypeError("wrong"));
  console.error("with text", new TypeError("wrong"));
  console.log(10n);
  console.log(undefined);
  console.log(null);
  console.debug("%s!", "formatted");
  const ring = {};
  ring.ring = ring;
  console.log(ring);
  console.fatal([1]);
};
