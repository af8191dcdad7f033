export const handler = async () => ({
  epoch: new Date(0),
  invalid: new Date(NaN),
});
