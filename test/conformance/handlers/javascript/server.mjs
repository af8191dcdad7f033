import http from "node:http";
export const handler = () =>
  new Promise((resolve, reject) => {
    const server = http.createServer((request, response) => {
      response.end(`path ${request.url}`);
    });
    server.listen(0, "127.0.0.1", async () => {
      const { port } = server.address();
      const answer = await fetch(`http://127.0.0.1:${port}/a`);
      resolve(await answer.text());
    });
    server.on("error", reject);
  });
