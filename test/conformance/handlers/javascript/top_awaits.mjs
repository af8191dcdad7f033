const value = await new Promise((resolve) => setTimeout(resolve, 5, "waited"));
export const handler = async () => value;
