"""A function with Powertools and a client of boto3, made while it is loaded."""

import json

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

client = boto3.client("dynamodb", region_name="us-east-1",
                      aws_access_key_id="none", aws_secret_access_key="none")
logger = Logger(service="echo")
app = APIGatewayHttpResolver()


@app.post("/echo")
def echo():
    return app.current_event.json_body


@logger.inject_lambda_context
def handler(event, context):
    logger.info("called")
    answer = app.resolve({
        "version": "2.0", "rawPath": "/echo", "headers": {},
        "requestContext": {"http": {"method": "POST", "path": "/echo"},
                           "stage": "$default"},
        "body": json.dumps(event)}, context)
    return json.loads(answer["body"])
