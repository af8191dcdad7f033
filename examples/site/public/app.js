// A page with addresses of its own: / and /order/1. The host answers each of
// them with index.html ("fallback"), and here the path decides what is shown.
const main = document.querySelector("main");

const link = (order) => {
  const a = document.createElement("a");
  a.href = `/order/${order.id}`;
  a.textContent = order.what;
  return a;
};

const show = async () => {
  const id = /^\/order\/(\w+)$/.exec(location.pathname)?.[1];
  const answer = await fetch(id ? `/api/orders/${id}` : "/api/orders");
  const found = await answer.json();
  if (Array.isArray(found)) {
    main.replaceChildren(...found.map((order) => {
      const line = document.createElement("p");
      line.append(link(order));
      return line;
    }));
  } else main.textContent = found.message ?? `${found.id}: ${found.what}`;
};

document.addEventListener("click", (event) => {
  const a = event.target.closest("a");
  if (!a || a.origin !== location.origin) return;
  event.preventDefault();
  history.pushState(null, "", a.href);
  show();
});
addEventListener("popstate", show);
show();
