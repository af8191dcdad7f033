// app.mjs SNIPPET OUT: the snippet as a stack of its own, synthesized.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , snippet, out, home] = process.argv;
const require = createRequire(pathToFileURL(`${home}/package.json`));
const { App, DefaultStackSynthesizer, Duration, Stack } = require(
  "aws-cdk-lib",
);
const lambda = require("aws-cdk-lib/aws-lambda");

class Snippet extends Stack {
  constructor(scope) {
    super(scope, "Snippet", {
      synthesizer: new DefaultStackSynthesizer({
        generateBootstrapVersionRule: false,
      }),
    });
    new Function("lambda", "Duration", readFileSync(snippet, "utf8")).call(
      this,
      lambda,
      Duration,
    );
  }
}

const app = new App({ outdir: out, analyticsReporting: false });
new Snippet(app);
app.synth();
