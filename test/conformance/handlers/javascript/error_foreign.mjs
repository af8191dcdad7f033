import vm from "node:vm";
export const handler = async () => vm.runInNewContext("null.x");
