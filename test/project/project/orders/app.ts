import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyResultV2,
} from "aws-lambda";
import { State } from "./state";

const client = new DynamoDBClient({});
const TableName = process.env.TABLE;

const answer = (
  statusCode: number,
  body: unknown,
): APIGatewayProxyResultV2 => ({
  statusCode,
  body: JSON.stringify(body),
});

export const lambdaHandler = async (
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyResultV2> => {
  const id = event.pathParameters?.id ?? "";
  if (id === "broken") throw new RangeError("this order is broken");
  if (event.requestContext.http.method === "PUT") {
    const Item = { id: { S: id }, state: { S: State.New } };
    await client.send(new PutItemCommand({ TableName, Item }));
    return answer(201, { id });
  }
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: { id: { S: id } } }),
  );
  return Item ? answer(200, { id, state: Item.state.S }) : answer(404, { id });
};
