export const handler = { a: 1 };
