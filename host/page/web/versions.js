import { fill } from "./dom.js";

export function versionsTab({ box }) {
  fill(box, "");
}
