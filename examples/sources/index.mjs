// What SNS, Kinesis, DynamoDB streams, S3 and EventBridge send, each in its
// documented shape: see the event-*.json files beside this one.

// DynamoDB writes a value with its type: { S: "text" }, { N: "1" }, …
const plain = ([[type, value]]) => {
  switch (type) {
    case "N":
      return Number(value);
    case "NS":
      return value.map(Number);
    case "NULL":
      return null;
    case "L":
      return value.map((item) => plain(Object.entries(item)));
    case "M":
      return plainItem(value);
    default:
      return value; // S, BOOL, SS; B and BS stay base64
  }
};
const plainItem = (item) =>
  Object.fromEntries(
    Object.entries(item).map(([k, v]) => [k, plain(Object.entries(v))]),
  );

const readers = {
  "aws:sns": ({ Sns: { Subject, Message } }) => ({
    subject: Subject,
    message: Message,
  }),
  "aws:kinesis": ({ kinesis }) =>
    JSON.parse(
      new TextDecoder().decode(
        Uint8Array.from(atob(kinesis.data), (c) => c.charCodeAt(0)),
      ),
    ),
  "aws:dynamodb": ({ eventName, dynamodb }) => ({
    change: eventName,
    item: plainItem(dynamodb.NewImage ?? dynamodb.Keys),
  }),
  "aws:s3": ({ s3: { bucket, object } }) => ({
    bucket: bucket.name,
    key: decodeURIComponent(object.key.replaceAll("+", " ")),
  }),
};

export const handler = (event) => {
  if (event["detail-type"]) {
    const { source, "detail-type": type, detail } = event;
    return { seen: [{ source, type, detail }] };
  }
  const seen = [];
  const batchItemFailures = [];
  for (const record of event.Records) {
    const source = record.eventSource ?? record.EventSource;
    try {
      if (!readers[source]) throw new Error(`nobody reads ${source}`);
      seen.push(readers[source](record));
    } catch (e) {
      console.error(record.eventID, e);
      const { kinesis, dynamodb } = record;
      const itemIdentifier = (kinesis ?? dynamodb)?.sequenceNumber ??
        dynamodb?.SequenceNumber;
      if (!itemIdentifier) throw e; // the others try the whole event again
      // A stream goes on from the first that failed: what is behind it comes
      // again, so there is no use in looking at it now.
      batchItemFailures.push({ itemIdentifier });
      break;
    }
  }
  return { seen, batchItemFailures };
};
