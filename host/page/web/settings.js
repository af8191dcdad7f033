import { fill } from "./dom.js";

export function settingsTab({ box }) {
  fill(box, "");
}
