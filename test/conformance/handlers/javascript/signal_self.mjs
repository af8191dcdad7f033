export const handler = async () => {
  process.kill(process.pid, "SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 1000));
};
