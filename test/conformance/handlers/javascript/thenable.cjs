exports.handler = () => ({
  then(resolve) {
    setTimeout(() => resolve("by then"), 1);
  },
});
