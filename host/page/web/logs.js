import { empty, fill } from "./dom.js";

export function logsRoom({ main }) {
  fill(main, empty("logs"));
}
