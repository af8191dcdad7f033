import { empty, fill } from "./dom.js";

export function releasesRoom({ main }) {
  fill(main, empty("releases"));
}
