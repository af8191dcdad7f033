export const handler = async (event) => [event, String(event.big)];
