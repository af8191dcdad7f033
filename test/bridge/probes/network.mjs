// Servers and clients on the loopback address. Each probe returns the same value in
// every process.

import dgram from "node:dgram";
import dns from "node:dns";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import process from "node:process";
import fs from "node:fs";
import { handlerOf } from "./handler_of.mjs";

const HOST = "127.0.0.1";

const listening = (server) =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, HOST, () => resolve(server.address().port));
  });
const textOf = (stream) =>
  new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (bytes) => text += bytes);
    stream.on("end", () => resolve(text));
    stream.on("error", reject);
  });

export const handler = handlerOf({
  async lookup() {
    return (await dns.promises.lookup("localhost", { family: 4 })).address;
  },
  async resolver() {
    const resolver = new dns.promises.Resolver({ timeout: 200, tries: 1 });
    resolver.setServers([`${HOST}:9`]);
    const e = await resolver.resolve4("name.example").catch((e) => e);
    return /ECONNREFUSED|ETIMEOUT|ENOTFOUND/.test(e.code);
  },
  async tcp() {
    const server = net.createServer((socket) => socket.end("hello"));
    const port = await listening(server);
    const text = await textOf(net.connect(port, HOST));
    server.close();
    return text;
  },
  async connectionRefused() {
    const socket = net.connect(9, HOST);
    const { code } = await new Promise((resolve) =>
      socket.on("error", resolve)
    );
    return code;
  },
  async http() {
    const server = http.createServer((_request, response) =>
      response.end("hello")
    );
    const port = await listening(server);
    const response = await new Promise((resolve, reject) =>
      http.get({ host: HOST, port, agent: false }, resolve).on("error", reject)
    );
    const text = await textOf(response);
    server.close();
    return [response.statusCode, text];
  },
  async fetch() {
    const server = http.createServer((request, response) =>
      request.pipe(response)
    );
    const port = await listening(server);
    const response = await fetch(`http://${HOST}:${port}/`, {
      method: "POST",
      body: "hello",
      headers: { connection: "close" },
    });
    const text = await response.text();
    server.close();
    return [response.status, text];
  },
  async http2() {
    const server = http2.createServer();
    server.on("stream", (stream) => {
      stream.respond({ ":status": 200 });
      stream.end("hello");
    });
    const port = await listening(server);
    const client = http2.connect(`http://${HOST}:${port}`);
    const text = await textOf(client.request({ ":path": "/" }));
    client.close();
    server.close();
    return text;
  },
  async tls() {
    const pem = fs.readFileSync(process.env.PROBE_PEM);
    const server = tls.createServer(
      { key: pem, cert: pem },
      (socket) => socket.end("hello"),
    );
    const port = await listening(server);
    const text = await textOf(
      tls.connect({ port, host: HOST, rejectUnauthorized: false }),
    );
    server.close();
    return text;
  },
  async udp() {
    const socket = dgram.createSocket("udp4");
    await new Promise((resolve) => socket.bind(0, HOST, resolve));
    const received = new Promise((resolve) =>
      socket.once("message", (message) => resolve(String(message)))
    );
    socket.send("hello", socket.address().port, HOST);
    const text = await received;
    socket.close();
    return text;
  },
  async unixSocket() {
    const address = `\0probe-${fs.readlinkSync("/proc/self")}`;
    const server = net.createServer((socket) => socket.end("hello"));
    await new Promise((resolve) => server.listen(address, resolve));
    const text = await textOf(net.connect(address));
    server.close();
    return text;
  },
});
