exports.handler = (event, context) => context.done(null, "done");
