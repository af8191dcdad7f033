"""HTTP events, as each source sends them."""

import json


def v2(path="/", method="GET", query="", headers=None, cookies=None, **more):
    """Of a function URL or an HTTP API (payload 2.0)."""
    event = {
        "version": "2.0", "routeKey": "$default", "rawPath": path,
        "rawQueryString": query, "headers": headers or {},
        "requestContext": {"domainName": "x.lambda-url.example",
                           "http": {"method": method, "path": path}},
        "isBase64Encoded": False, **more}
    if cookies:
        event["cookies"] = cookies
    return event


def v1(path="/", method="GET", query=None, headers=None, **more):
    """Of a REST API."""
    lists = {name: values if isinstance(values, list) else [values]
             for name, values in (headers or {}).items()}
    return {
        "resource": "/{proxy+}", "path": path, "httpMethod": method,
        "headers": {name: values[-1] for name, values in lists.items()} or None,
        "multiValueHeaders": lists or None,
        "queryStringParameters": {name: values[-1]
                                  for name, values in (query or {}).items()}
        or None,
        "multiValueQueryStringParameters": query or None,
        "requestContext": {"stage": "prod", "path": "/prod" + path,
                           "domainName": "api.example"},
        "body": None, "isBase64Encoded": False, **more}


def alb(path="/", method="GET", query=None, headers=None, many=False, **more):
    """Of a load balancer, in one of its two modes."""
    event = {"requestContext": {"elb": {"targetGroupArn": "arn:aws:x"}},
             "httpMethod": method, "path": path, "body": "",
             "isBase64Encoded": False, **more}
    if many:
        event["multiValueHeaders"] = {n: [v] for n, v in
                                      (headers or {}).items()}
        event["multiValueQueryStringParameters"] = query or {}
    else:
        event["headers"] = headers or {}
        event["queryStringParameters"] = {n: v[-1] for n, v in
                                          (query or {}).items()}
    return event


TELL = """
export default { async fetch(request, env) {
  return Response.json({
    method: request.method, url: request.url,
    headers: Object.fromEntries(request.headers),
    body: await request.text(), env: Object.keys(env).sort(),
    id: env.context.awsRequestId });
} };
"""


def told(bridge, event):
    bridge.feed(event)
    result = bridge.result()
    assert result["statusCode"] == 200, result
    return json.loads(result["body"])
