exports.api = {
  v1: {
    async get() {
      return [typeof this, this === exports.api.v1];
    },
  },
};
