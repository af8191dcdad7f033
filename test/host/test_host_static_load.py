"""Static files that are large, change while they are sent, or are many at once."""

import os
import re
import resource

from test_host_static import CODE, configure, get, site  # noqa: F401


def test_a_file_that_is_replaced_or_cut_while_it_is_sent(site, serve):
    big = site / "public" / "big.bin"
    big.write_bytes(b"a" * 20_000_000)
    host = serve(site)
    s = host.connect()
    s.sendall(f"GET /big.bin HTTP/1.1\r\nHost: localhost:{host.port}\r\n\r\n".encode())
    got = s.recv(1000)
    (site / "new").write_bytes(b"b" * 20_000_000)
    (site / "new").rename(big)
    while len(got) < 20_000_000:
        got += s.recv(1 << 20)
    assert b"b" not in got.partition(b"\r\n\r\n")[2]
    s.sendall(f"GET /big.bin HTTP/1.1\r\nHost: localhost:{host.port}\r\n\r\n".encode())
    s.recv(1000)
    os.truncate(big, 100_000)
    while s.recv(1 << 20):
        pass
    s.close()
    assert get(host, "/").status == 200


def test_a_thousand_at_once_and_calls_between(site, serve):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, most), most))
    (site / "api").mkdir()
    (site / "api" / "index.js").write_text(CODE)
    configure(site, {"GET /call": "api"})
    host = serve(site)
    assert get(host, "/call").body == b"GET /call"
    line = f"GET /data.bin HTTP/1.1\r\nHost: localhost:{host.port}\r\n\r\n".encode()
    sockets = [host.connect() for _ in range(1000)]
    for s in sockets:
        s.sendall(line)
    assert get(host, "/call").body == b"GET /call"
    for s in sockets:
        got = b""
        while len(got.partition(b"\r\n\r\n")[2]) < 102400:
            more = s.recv(1 << 20)
            assert more, "the connection was closed"
            got += more
        s.close()


def test_a_large_file_takes_no_memory(site, serve):
    with open(site / "public" / "large.bin", "wb") as file:
        file.truncate(300 << 20)
    host = serve(site)
    status = f"/proc/{host.process.pid}/status"
    before = int(re.search(r"VmHWM:\s+(\d+)", open(status).read())[1])
    with host.connect() as s:
        s.sendall(f"GET /large.bin HTTP/1.0\r\nHost: localhost:{host.port}\r\n\r\n".encode())
        count = 0
        while more := s.recv_into(bytearray(1 << 20)):
            count += more
    assert count > 300 << 20
    assert int(re.search(r"VmHWM:\s+(\d+)", open(status).read())[1]) < before + 4096
