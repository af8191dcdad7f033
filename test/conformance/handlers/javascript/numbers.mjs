export const handler = async () => [
  NaN,
  -Infinity,
  -0,
  1e21,
  0.1 + 0.2,
  2 ** 53,
  1e-7,
];
