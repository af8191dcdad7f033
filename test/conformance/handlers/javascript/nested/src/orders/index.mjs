import { rate } from "./tax.mjs";
export const handler = async () => rate;
