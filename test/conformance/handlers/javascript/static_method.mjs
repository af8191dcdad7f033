export class Api {
  static async handler() {
    return typeof this;
  }
}
