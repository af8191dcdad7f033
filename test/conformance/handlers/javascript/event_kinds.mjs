export const handler = async (event) => [typeof event, event];
