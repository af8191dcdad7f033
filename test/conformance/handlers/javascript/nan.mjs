export const handler = async () => NaN;
