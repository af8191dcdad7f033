export const handler = async () => ({ count: 10n });
