export const name = "of a module";
