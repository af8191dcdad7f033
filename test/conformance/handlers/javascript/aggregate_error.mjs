export const handler = () => Promise.any([Promise.reject(new Error("one"))]);
