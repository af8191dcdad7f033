"""Requests to webhooks as their senders sign them: by the senders' own libraries
where there is one for Python, else by hmac as their documents say."""

import base64
import datetime
import hashlib
import hmac
import time
import uuid

import slack_sdk.signature
import standardwebhooks
import stripe

SECRET = "a-secret-of-the-tests-0123456789"
OTHER = "another-secret-of-the-tests-4567"
KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
OTHER_KEY = base64.b64encode(b"abcdef0123456789abcdef0123456789").decode()
JSON = {"Content-Type": "application/json"}


def mac(secret, data):
    return hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()


def github(body, secret=SECRET, when=None, name=None, event="push"):
    return {**JSON, "X-GitHub-Event": event,
            "X-GitHub-Delivery": name or str(uuid.uuid4()),
            "X-Hub-Signature-256": "sha256=" + mac(secret, body)}


def gitlab(body, secret=SECRET, when=None, name=None):
    return {**JSON, "X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": secret,
            "Idempotency-Key": name or str(uuid.uuid4())}


def stripe_signed(body, secret=SECRET, when=None, name=None):
    when = int(when or time.time())
    signature = stripe.WebhookSignature._compute_signature(
        f"{when}.{body.decode()}", secret)
    return {**JSON, "Stripe-Signature": f"t={when},v1={signature},v0=00"}


def slack(body, secret=SECRET, when=None, name=None):
    when = str(int(when or time.time()))
    signature = slack_sdk.signature.SignatureVerifier(
        secret).generate_signature(timestamp=when, body=body)
    return {**JSON, "X-Slack-Request-Timestamp": when,
            "X-Slack-Signature": signature}


def standard(body, secret="whsec_" + KEY, when=None, name=None):
    when = datetime.datetime.fromtimestamp(int(when or time.time()),
                                           datetime.timezone.utc)
    name = name or "msg_" + uuid.uuid4().hex
    signature = standardwebhooks.Webhook(secret).sign(
        name, when, body.decode())
    return {**JSON, "webhook-id": name, "webhook-signature": signature,
            "webhook-timestamp": str(int(when.timestamp()))}


def gitlab_signed(body, secret="whsec_" + KEY, when=None, name=None):
    """As GitLab does with a signing token, beside a token in clear."""
    return {**standard(body, secret, when, name), "X-Gitlab-Event": "Push Hook"}


def plain(body, secret=SECRET, when=None, name=None):
    when = int(when or time.time())
    return {**JSON, "X-Timestamp": str(when), "X-Signature-256": "sha256=" +
            mac(secret, f"{when}.".encode() + body)}


# The kind, what signs, a valid secret, another one, whether it has a time, and
# the header of the signature.
SENDERS = {
    "github": ("github", github, SECRET, OTHER, False, "X-Hub-Signature-256"),
    "gitlab": ("gitlab", gitlab, SECRET, OTHER, False, "X-Gitlab-Token"),
    "gitlab-signed": ("gitlab", gitlab_signed, "whsec_" + KEY,
                      "whsec_" + OTHER_KEY, True, "webhook-signature"),
    "stripe": ("stripe", stripe_signed, SECRET, OTHER, True,
               "Stripe-Signature"),
    "slack": ("slack", slack, SECRET, OTHER, True, "X-Slack-Signature"),
    "standard": ("standard", standard, "whsec_" + KEY, "whsec_" + OTHER_KEY,
                 True, "webhook-signature"),
    "plain": ("plain", plain, SECRET, OTHER, True, "X-Signature-256"),
}
