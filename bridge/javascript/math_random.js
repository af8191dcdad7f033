// Math.random for a template: an interpreter's own has a state that would be the
// same in each copy, and cannot be seeded anew. This is xoshiro128**, two steps for
// each number.

import { disguise } from "./draws.js";

const { imul } = Math;

// Returns seed(32 hex digits).
export const replaceMathRandom = (note) => {
  const state = new Int32Array(4);
  const step = () => {
    const [s0, s1] = [state[0], state[1]];
    const s2 = state[2] ^ s0;
    const s3 = state[3] ^ s1;
    const product = imul(s1, 5);
    state[0] = s0 ^ s3;
    state[1] = s1 ^ s2;
    state[2] = s2 ^ (s1 << 9);
    state[3] = (s3 << 11) | (s3 >>> 21);
    return imul((product << 7) | (product >>> 25), 9);
  };
  const { random } = {
    random() {
      note("Math.random");
      return ((step() >>> 5) * 2 ** 26 + (step() >>> 6)) / 2 ** 53;
    },
  };
  Math.random = disguise(random, Math.random);
  return (hex) => {
    for (let i = 0; i < 4; i++) {
      state[i] = Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16);
    }
    if (state.every((word) => word === 0)) state[0] = 1; // would stay 0 for ever
  };
};
