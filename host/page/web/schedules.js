import { empty, fill } from "./dom.js";

export function schedulesRoom({ main }) {
  fill(main, empty("schedules"));
}
