class Money {
  toJSON(key) {
    return `${key}: 5`;
  }
}
export const handler = async () => ({ price: new Money() });
