export const handler = async () =>
  "\ud800 \x7f \u2028 \0 \u{1f98b} é </script>";
