import { closeSync } from "node:fs";
export const handler = async () => {
  closeSync(1);
  return "answered";
};
