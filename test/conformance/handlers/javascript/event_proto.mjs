export const handler = async (event) => [
  Object.keys(event),
  {}.polluted,
  event.polluted,
];
