"""Access keys of callers, as `dayfly keys` makes them, and what they sign."""

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials

from hosting import run


class Key:
    def __init__(self, identity, secret):
        self.id = identity
        self.secret = secret
        self.bearer = {"Authorization": f"Bearer {identity}.{secret}"}

    def client(self, host, **more):
        config = botocore.config.Config(
            retries={"max_attempts": 0}, proxies={}, read_timeout=60)
        return boto3.client(
            "lambda", endpoint_url=host.url, region_name="eu-west-1",
            aws_access_key_id=self.id, aws_secret_access_key=self.secret,
            config=config, **more)

    def sign(self, host, method, path, body=b"", headers=(), service="lambda",
             when=None):
        """The headers of a signed request, as botocore makes them."""
        request = botocore.awsrequest.AWSRequest(
            method, host.url + path, dict(headers), body)
        credentials = botocore.credentials.Credentials(self.id, self.secret)
        signer = botocore.auth.SigV4Auth(credentials, service, "us-east-1")
        if when is None:
            signer.add_auth(request)
        else:
            text = when.strftime("%Y%m%dT%H%M%SZ")
            request.context["timestamp"] = text
            request.headers["X-Amz-Date"] = text
            words = signer.string_to_sign(
                request, signer.canonical_request(request))
            signer._inject_signature_to_request(
                request, signer.signature(words, request))
        return dict(request.headers)


def keys(*words, where):
    return run("keys", *words, "--keys", where, text=True)


def key_of(text):
    values = dict(line.removeprefix("export ").split("=", 1)
                  for line in text.splitlines())
    return Key(values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"])


def make_key(where, role, *more):
    return key_of(keys("add", "--role", role, *more, where=where).stdout)
