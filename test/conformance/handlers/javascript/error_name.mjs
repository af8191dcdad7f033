class NotFound extends Error {
  constructor(message) {
    super(message);
    this.name = "NotFound";
  }
}
export const handler = async () => {
  throw new NotFound("no such page");
};
