/* An application of Express: the event is the body of a request to it. No socket
 * is opened; as adapters do, request and response are made by hand. */
import { IncomingMessage, ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import express from "express";

const app = express();
app.use(express.json());
app.post("/:kind", (request, response) => response.json(request.body));

class Nowhere extends Duplex {
    _read() {}
    _write(bytes, encoding, done) {
        done();
    }
}

function requestOf(body) {
    const request = new IncomingMessage(new Nowhere());
    Object.assign(request, { method: "POST", url: "/echo" });
    request.headers = {
        "content-type": "application/json",
        "content-length": String(body.length),
    };
    request.push(body);
    request.push(null);
    return request;
}

export const handler = (event) =>
    new Promise((resolve) => {
        const request = requestOf(Buffer.from(JSON.stringify(event)));
        const response = new ServerResponse(request);
        response.end = (body) => resolve(JSON.parse(body));
        app(request, response);
    });
