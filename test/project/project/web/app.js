const serverlessExpress = require("@codegenie/serverless-express");
const express = require("express");

const app = express();
app.use(express.json());

app.get("/web", (_req, res) => res.send("root"));
app.get("/web/items/:id", (req, res) => {
  res.cookie("seen", req.params.id).json({
    id: req.params.id,
    query: req.query,
    stage: process.env.STAGE,
  });
});
app.post("/web/items", (req, res) => res.status(201).json(req.body));
app.get("/web/image", (_req, res) => {
  res.type("image/png").send(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]));
});

exports.handler = serverlessExpress({ app });
