export const handler = async () => {
  process.on("SIGUSR2", () => console.log("signalled"));
  process.kill(process.pid, "SIGUSR2");
  await new Promise((resolve) => setTimeout(resolve, 20));
  return process.listenerCount("SIGTERM");
};
