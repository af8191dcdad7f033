exports.handler = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  setTimeout(() => console.log("after the answer"), 3000);
  callback(null, "answer");
};
