export const handler = async () => {
  const order = [];
  setImmediate(() => order.push("immediate"));
  setTimeout(() => order.push("timer"), 0);
  process.nextTick(() => order.push("tick"));
  queueMicrotask(() => order.push("microtask"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  return order.slice(0, 2).concat(order.slice(2).sort());
};
