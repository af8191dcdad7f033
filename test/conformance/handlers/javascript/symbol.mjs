export const handler = async () => Symbol("result");
