import { empty, fill } from "./dom.js";

export function queueRoom({ main }) {
  fill(main, empty("queue"));
}
