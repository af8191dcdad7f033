import { readFileSync } from "node:fs";
export const handler = async () => readFileSync(0, "utf8");
