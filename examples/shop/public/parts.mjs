// What both pages use.

export const money = (cents) => (cents / 100).toFixed(2);

// An element with properties and children; texts stay texts.
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// The answer of the API; an error has the API's words.
export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("The shop cannot be reached. Try again.");
  }
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw Object.assign(
      new Error(value.message ?? `The shop answers ${answer.status}.`),
      { status: answer.status },
    );
  }
  return value;
}

export const words = {
  new: "received",
  reserved: "being paid",
  confirmed: "confirmed",
  "sold out": "sold out",
  refused: "payment refused",
  failed: "failed",
};

export const goods = (order) =>
  order.lines.map((line) => `${line.quantity} × ${line.name}`).join(", ");
