class Api {
  #name = "private";
  handler = async () => this.#name;
}
export const api = new Api();
