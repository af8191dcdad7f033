export const rate = 19;
