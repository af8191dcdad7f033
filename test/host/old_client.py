"""A client of build/old, which a test of a newer botocore asks by lines: each is
[URL, region, key, secret, service, operation, arguments], and so is answered."""

import base64
import json
import sys

import botocore
import botocore.config
import botocore.session

session = botocore.session.get_session()


def plain(value):
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def bytes_again(value):
    return (base64.b64decode(value["base64"]) if list(value) == ["base64"]
            else value)


def ask(url, region, key, secret, service, operation, arguments):
    client = session.create_client(
        service, region, endpoint_url=url, aws_access_key_id=key,
        aws_secret_access_key=secret, config=botocore.config.Config(
            retries={"max_attempts": 0}, proxies={}, read_timeout=60))
    assert client.meta.service_model.metadata["protocol"] == "query"
    try:
        return getattr(client, operation)(**arguments)
    except botocore.exceptions.ClientError as error:
        return error.response


print(botocore.__version__, flush=True)
for line in sys.stdin:
    answer = ask(*json.loads(line, object_hook=bytes_again))
    print(json.dumps(answer, default=plain), flush=True)
