export const handler = async () => {
  setInterval(() => {}, 10);
  setTimeout(() => console.log("too late"), 3000);
  return "answered";
};
