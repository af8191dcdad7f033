export const handler = async () => "é".repeat(500_000);
