export enum State {
  New = "new",
  Paid = "paid",
}
