export const main = async () => 1;
