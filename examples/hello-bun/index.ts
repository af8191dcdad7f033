// "interpreter": "bun" in dayfly.json chooses Bun, with all that is in it.
import { basename } from "node:path";
import process from "node:process";

export const handler = (event: { name: string }) => {
  console.log("greeted by", basename(process.execPath), process.versions.bun);
  return { message: `Hello, ${event.name}!` };
};
