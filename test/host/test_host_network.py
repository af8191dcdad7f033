"""A host that other machines reach: keys, TLS, proxies, names."""

import json
import ssl
import subprocess
import urllib.request

import boto3
import pytest

from hosting import make_function, run
from access_keys import make_key


@pytest.fixture
def file(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def key(file):
    return make_key(file, "admin")


@pytest.fixture
def cert(tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout",
         tmp_path / "key.pem", "-out", tmp_path / "cert.pem", "-subj",
         "/CN=box.test", "-addext",
         "subjectAltName=DNS:localhost,DNS:box.test"],
        check=True, capture_output=True, timeout=30)
    return ("--tls-cert", str(tmp_path / "cert.pem"),
            "--tls-key", str(tmp_path / "key.pem"))


def test_beyond_loopback_it_says_what_is_missing(tmp_path, file, cert):
    make_function(tmp_path / "f" / "one")

    def refusal(*options):
        done = run("serve", "--listen", "0.0.0.0:0", *options, tmp_path / "f",
                   text=True)
        assert done.returncode in (1, 2)
        return done.stderr

    assert "dayfly keys add" in refusal() and "--tls-cert" in refusal()
    assert "dayfly keys add" in refusal(*cert)
    assert "there is no key in" in refusal(*cert, "--keys", file)
    make_key(file, "admin")
    assert "--tls-cert" in refusal("--keys", file)
    assert "belong together" in refusal("--keys", file, *cert[:2])
    assert "is not a certificate" in refusal(
        "--keys", file, "--tls-cert", file, *cert[2:])
    file.chmod(0o640)
    assert f"chmod 600 {file}" in refusal("--keys", file, *cert)


def test_tls_and_the_names_of_the_host(tmp_path, serve, file, key, cert):
    make_function(tmp_path / "f" / "one")
    host = serve(tmp_path / "f", options=(
        "--listen", "0.0.0.0:0", "--drain", "0", "--keys", str(file), *cert,
        "--host", "box.test"))
    lam = boto3.client(
        "lambda", endpoint_url=f"https://localhost:{host.port}",
        region_name="us-east-1", aws_access_key_id=key.id,
        aws_secret_access_key=key.secret, verify=cert[1])
    event = json.dumps({"text": "x" * 5_000_000}).encode()
    assert lam.invoke(FunctionName="one", Payload=event)[
        "Payload"].read() == event
    assert lam.get_function_url_config(FunctionName="one")["FunctionUrl"] == \
        f"https://box.test:{host.port}/lambda-url/one/"
    trust = ssl.create_default_context(cafile=cert[1])
    for name, status in (("box.test", 200), ("evil.test", 403)):
        request = urllib.request.Request(
            f"https://localhost:{host.port}/2015-03-31/functions/",
            headers={"Host": name, **key.bearer})
        try:
            got = urllib.request.urlopen(request, context=trust).status
        except urllib.error.HTTPError as error:
            got = error.code
        assert got == status
    assert host.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_client_trusts_the_named_certificates(
        tmp_path, serve, file, key, cert, variable):
    make_function(tmp_path / "f" / "one")
    host = serve(tmp_path / "f", options=("--keys", str(file), *cert))
    words = ("list", "--endpoint", f"https://localhost:{host.port}")
    env = {"AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret}
    assert b"certificate" in run(*words, env=env).stderr
    done = run(*words, env={**env, variable: cert[1]})
    assert b"one" in done.stdout, done.stderr


def test_forwarded_headers_count_from_named_proxies_only(
        tmp_path, serve, file, key):
    make_function(tmp_path / "f" / "one", {"url": {"authType": "NONE"}},
                  "url_client.py")
    path = "/lambda-url/one/"
    says = {"X-Forwarded-For": "9.9.9.9, 8.8.8.8", "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "box.test"}
    for proxy, trusted in (("127.0.0.1,10.0.0.1", True), ("10.0.0.1", False)):
        host = serve(tmp_path / "f", options=(
            "--listen", "127.0.0.1:0", "--drain", "0", "--keys", str(file),
            "--behind-proxy", proxy, "--host", "box.test"))
        context = host.request("GET", path, b"", says).json["requestContext"]
        assert context["http"]["sourceIp"] == (
            "8.8.8.8" if trusted else "127.0.0.1")
        assert context["domainName"] == (
            "box.test" if trusted else "127.0.0.1")
        evil = {**says, "X-Forwarded-Host": "evil.test"}
        assert host.request("GET", path, b"", evil).status == (
            403 if trusted else 200)
        signed = key.sign(host, "GET", "/2015-03-31/functions/", b"",
                          {"Host": "box.test"})
        del signed["Host"]
        assert host.request("GET", "/2015-03-31/functions/", b"",
                            {**signed, **says}).status == (
            200 if trusted else 403)
    bad = run("serve", "--behind-proxy", "127.0.0.1", text=True)
    assert bad.returncode == 1 and "needs keys of its callers" in bad.stderr
    bad = run("serve", "--behind-proxy", "proxy.test", text=True)
    assert bad.returncode == 2 and "is not an IP address" in bad.stderr
