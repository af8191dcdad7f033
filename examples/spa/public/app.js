// The page's own router: the function answers every path that is no file with
// this page, and here the path is looked at.
const show = async () => {
  const answer = await fetch(`/api/greet${location.pathname}`);
  const { message } = await answer.json();
  document.querySelector("main").textContent = message;
};
show();
