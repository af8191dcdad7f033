exports.handler = () => {
  setTimeout(() => console.log("before the answer"), 20);
};
