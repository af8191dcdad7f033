// The part of the site that is computed: the host sends the files of public/ by
// itself, and each call of the API runs in a process of its own.
const orders = { "1": { id: 1, what: "tea" }, "2": { id: 2, what: "cake" } };

const json = (statusCode, value) => ({
  statusCode,
  headers: { "content-type": "application/json", "cache-control": "no-store" },
  body: JSON.stringify(value),
});

export const handler = (event) => {
  const [kind, id] = event.pathParameters.proxy.split("/");
  if (kind !== "orders") return json(404, { message: "no such call" });
  if (!id) return json(200, Object.values(orders));
  const order = orders[id];
  return order ? json(200, order) : json(404, { message: `no order ${id}` });
};
