exports.handler = (event, context, callback) => {
  setTimeout(() => console.log("before the answer"), 20);
  callback(null, "answer");
};
