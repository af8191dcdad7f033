export const handler = async () => {
  console.trace("trace");
  console.debug("debug");
  console.info("info");
  console.log("log");
  console.warn("warn");
  console.error("error");
};
