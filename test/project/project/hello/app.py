from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

app = APIGatewayRestResolver()
logger = Logger()


@app.get("/hello")
def hello():
    logger.info("hello is called")
    return {"message": "hello world"}


@app.get("/hello/<name>")
def hello_name(name):
    return {"message": f"hello {name}", "service": logger.service}


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def lambda_handler(event: dict, context: LambdaContext) -> dict:
    return app.resolve(event, context)
