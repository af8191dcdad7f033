"""The static host's client speaks TLS, with its own Mbed TLS."""

import os
import re
import subprocess

from conftest import make
from parts import ROOT, clean_env, write

BUILD = ROOT / "build"


def test_it_calls_a_host_by_https(bootstrap, tmp_path):
    make("static-host")
    client = bootstrap.with_name("dayfly")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", "key.pem",
         "-out", "cert.pem", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost"], cwd=tmp_path, check=True, capture_output=True)
    text = subprocess.run([client, "keys", "add", "--role", "admin", "--keys", "keys"],
                          cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    key = dict(re.findall(r"export (\w+)=(\S+)", text))
    folder = tmp_path / "f" / "one"
    folder.mkdir(parents=True)
    write(folder, "echo", "#!/bin/sh\ncat\n")
    write(folder, "dayfly.json", '{"handler": "echo"}')
    words = [BUILD / "dayfly", "serve", "--listen", "127.0.0.1:0", "--keys", "keys",
             "--tls-cert", "cert.pem", "--tls-key", "key.pem", "f"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as host:
        port = re.search(r":(\d+)", host.stdout.readline())[1]

        def invoke(**trust):
            return subprocess.run(
                [client, "invoke", "one", "-d", "7", "--endpoint",
                 f"https://localhost:{port}"], cwd=tmp_path, text=True,
                capture_output=True, env=clean_env(**key, **trust), timeout=30)

        try:
            assert "certificate" in invoke().stderr.lower()
            done = invoke(AWS_CA_BUNDLE=os.fspath(tmp_path / "cert.pem"))
            assert done.stdout.strip() == "7", done.stderr
        finally:
            host.terminate()
