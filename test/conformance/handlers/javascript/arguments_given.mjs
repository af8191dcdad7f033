export async function handler() {
  return [arguments.length, typeof arguments[0], this === undefined];
}
