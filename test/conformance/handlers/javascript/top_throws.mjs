throw new TypeError("while it loads");
export const handler = async () => 1;
