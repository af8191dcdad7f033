import { name } from "./name.js";
const rows = await Promise.resolve([1]);
export const handler = async () => [name, rows, import.meta.url.slice(0, 8)];
