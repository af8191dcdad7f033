"""Requests as bytes that are malformed, ambiguous or only odd, for the sweep.

families(line, name) gives {family: {what: bytes}} for a request line and a Host
header that would be served."""

ONE = b"Content-Length: 1\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CONTROLS = [c for c in range(32) if c not in (9, 10, 13)] + [127]


def named(cases):
    """A number and what differs is a name."""
    return {f"{n}: {case[:90]!r} ... {case[-60:]!r} ({len(case)} bytes)": case
            for n, case in enumerate(dict.fromkeys(cases))}


def request_lines(line, name):
    method, target, version = line.strip().split(b" ")
    end = name + ONE + b"\r\n1"
    for c in CONTROLS:
        yield method + b" " + target + bytes([c]) + b" " + version + b"\r\n" + end
    for c in (0, 1, 11, 12, 27, 127, 128, 255):
        yield method + bytes([c]) + b" " + target + b" " + version + b"\r\n" + end
        yield method + b" " + target + b" " + version + bytes([c]) + b"\r\n" + end
    for odd in (b"HTTP/1.2", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/3",
                b"HTTP/1.10", b"HTTP/01.1", b"http/1.1", b"HTTP/1,1", b"HTTPS/1.1",
                b"HTTP/-1.1", b"HTTP/1.1 x", b"", b"HTTP/", b"HTTP/1.", b"1.1"):
        yield method + b" " + target + b" " + odd + b"\r\n" + end
    for odd in (b"", b"get", b"G E T", b"POST\t", b"\tPOST", b" POST", b"P" * 70000,
                b"CONNECT", b"TRACE", b"PRI", b"OPTIONS", b"HEAD", b"DELETE",
                b"PATCH", b"(POST)", b"POST,GET", b"\xff\xfe", b"\0"):
        yield odd + b" " + target + b" " + version + b"\r\n" + end
    for odd in (b"", b"*", b"a", b"//", b"?", b"#", b"/?", b"/#a", b"/%", b"/%0",
                b"/%zz", b"/%00", b"/\xff\xfe", b"/..", b"/%2e%2e/%2e%2e",
                b"http://evil.example/", b"http://127.0.0.1/", b"localhost:1",
                b"/" + b"a" * 3000, b"/" + b"a" * 30000, b"/" + b"a" * 70000,
                b"/" + b"%41" * 3000, b"/a" * 3000, b"/?" + b"&" * 5000,
                b"/?" + b"=" * 5000, b"/?a" * 2000, b"/;a", b"/a b", b"/a\tb"):
        yield method + b" " + odd + b" " + version + b"\r\n" + end
        yield b"GET " + odd + b" HTTP/1.0\r\n\r\n"
    for count in (1, 10, 500, 957, 958, 959, 960, 1000, 3000, 20000):
        for pair in (b"a=b", b"a", b"=", b"a=", b"%41=%"):
            yield (b"GET " + target + b"?" + b"&".join([pair] * count) +
                   b" HTTP/1.1\r\n" + name + b"\r\n")
    for odd in (b"\r\n", b"\r\n\r\n", b"\n", b"\r", b"\n\n\n", b"\r\n" * 2000):
        yield odd + line + end
    yield line.replace(b"\r\n", b"\n") + end.replace(b"\r\n", b"\n")
    yield line.replace(b"\r\n", b"\r") + end
    yield line.replace(b" ", b"  ") + end
    yield line.replace(b" ", b"\t") + end


def headers(line, name):
    for c in CONTROLS:
        yield line + name + b"X: a" + bytes([c]) + b"b\r\n" + ONE + b"\r\n1"
        yield line + name + b"X" + bytes([c]) + b": a\r\n" + ONE + b"\r\n1"
    for c in (0, 1, 9, 10, 11, 12, 13, 27, 32, 127, 255):
        yield line + b"Host: localhost" + bytes([c]) + b"x\r\n" + ONE + b"\r\n1"
        yield line + b"Host: " + bytes([c]) + b"localhost\r\n" + ONE + b"\r\n1"
    for odd in (b": a", b"X", b"X a", b" X: a", b"\tX: a", b"X : a", b"X\t: a",
                b"X:: a", b"X:", b"X: ", b"X:\t", b"=: a", b"\xff: a", b"X: \xff",
                b"X: a\r\n b", b"X: a\r\n\tb", b"X: a\n b", b"X: a\nY: b",
                b"X: a\r b", b"X: a\r\r", b"(X): a", b"X;Y: a", b"\"X\": a",
                b"Connection: close, close", b"Connection: keep-alive, close",
                b"Connection: upgrade\r\nUpgrade: h2c", b"Connection: \0",
                b"Upgrade: websocket", b"Connection: " + b"a," * 5000,
                b"Expect: 100-continue", b"Expect: 200-ok", b"Expect: ",
                b"Expect: 100-continue\r\nExpect: 100-continue",
                b"Cookie: " + b"a=b;" * 5000, b"Cookie: \"", b"Cookie: =;=;;",
                b"Cookie: a=\x01", b"TE: trailers", b"Trailer: Content-Length",
                b"Authorization: Basic \xff", b"Authorization: Digest " + b"a=b," * 900,
                b"Range: bytes=0-", b"If-Match: *", b"Content-Type: \0",
                b"Content-Encoding: gzip", b"Host: localhost", b"Host:",
                b"Origin: null", b"X: " + b"a" * 23000, b"X: " + b"a" * 25000,
                b"X: " + b"a" * 63000, b"X: " + b"a" * 70000,
                b"X" * 30000 + b": a", b"X" * 70000 + b": a"):
        yield line + name + odd + b"\r\n" + ONE + b"\r\n1"
    for count in (100, 400, 900, 1000, 2000, 5000, 20000):
        yield line + name + b"X: a\r\n" * count + ONE + b"\r\n1"
        yield line + name + b"X:\r\n" * count + ONE + b"\r\n1"
    for odd in (b"", b"Host: \r\n", b"Host: evil.example\r\n", b"Host: [::1\r\n",
                b"Host: localhost:\r\n", b"Host: localhost:99999\r\n",
                b"Host: @localhost\r\n", b"Host: localhost, x\r\n",
                b"Host: " + b"a" * 5000 + b"\r\n", b"Host: 127.0.0.1#\r\n"):
        yield line + odd + ONE + b"\r\n1"


def lengths(line, name):
    for odd in (b"", b" ", b"+1", b"-1", b"0x1", b"1 ", b"1,1", b"1, 1", b"1;1",
                b"1 1", b"01", b"00000000000000000001", b"1.0", b"1e0", b"\xb9",
                b"18446744073709551615", b"18446744073709551616",
                b"18446744073709551617", b"9223372036854775807",
                b"9223372036854775808", b"99999999999999999999999", b"7000000",
                b"70000000", b"a", b"\"1\"", b"1\0", b"\0001", b"1\t", b"\t1",
                b"1\r\n 1", b"4294967296", b"4294967297"):
        yield line + name + b"Content-Length: " + odd + b"\r\n\r\n1"
    for odd in (b"chunked", b"Chunked", b"CHUNKED", b"chunked ", b" chunked",
                b"\tchunked", b"chunked,", b",chunked", b"chunked, chunked",
                b"gzip", b"gzip, chunked", b"chunked, gzip", b"identity", b"",
                b"xchunked", b"chunkedx", b"chunked;q=1", b"\"chunked\"",
                b"chunked\0", b"chun\r\n ked", b"deflate", b"c" * 9000):
        yield line + name + b"Transfer-Encoding: " + odd + b"\r\n\r\n1\r\n1\r\n0\r\n\r\n"
        yield (line.replace(b"1.1", b"1.0") + name + b"Transfer-Encoding: " + odd +
               b"\r\n\r\n1\r\n1\r\n0\r\n\r\n")
    for head in (ONE + ONE, ONE + b"Content-Length: 2\r\n", ONE + CHUNKED,
                 CHUNKED + ONE, CHUNKED + CHUNKED, ONE + b"content-length: 1\r\n",
                 ONE * 500, CHUNKED * 500, b"Content-Length : 1\r\n",
                 b"Content_Length: 1\r\n", b"Content-Length\r\n",
                 b"Transfer-Encoding\r\n", b"Transfer_Encoding: chunked\r\n"):
        yield line + name + head + b"\r\n1\r\n1\r\n0\r\n\r\n"


def chunks(line, name):
    head = line + name + CHUNKED + b"\r\n"
    for odd in (b"", b"g", b"-1", b"+1", b"0x1", b" 1", b"1 ", b"1\t", b"\t1",
                b"1\0", b"\0", b"10000000000000000", b"10000000000000001",
                b"ffffffffffffffff", b"fffffffffffffffe", b"7fffffffffffffff",
                b"8000000000000000", b"100000000", b"0000000000000000000000001",
                b"1;", b"1;a", b"1;a=b", b"1; a", b"1 ;a", b"1;;", b"1;\0",
                b"1;a=\"b\"", b"1;a=\"\r\n\"", b"1;\xff", b"1;a\rb", b"1;a\nb",
                b"1;" + b"a" * 1000, b"1;" + b"a" * 30000, b"1;" + b"a" * 64000,
                b"1;" + b"a" * 100000, b"1;" + b"a" * 1000000, b"0" * 70000 + b"1",
                b"1" * 70000, b"1,1", b"1 1", b"1=1", b"1\r", b"\xb9"):
        yield head + odd + b"\r\n1\r\n0\r\n\r\n"
        yield head + b"1\r\n1\r\n" + odd + b"\r\n"
    for odd in (b"1\n1\n0\n\n", b"1\r1\r0\r\r", b"1\r\n12\r\n0\r\n\r\n", b"1\r\n1",
                b"1\r\n1\r", b"1\r\n1\r\n", b"1\r\n1\n0\r\n\r\n", b"2\r\n1\r\n0\r\n\r\n",
                b"1\r\n10\r\n\r\n", b"0\r\n", b"0\r\n\r", b"0\n\n", b"0\r\n\r\n0\r\n\r\n",
                b"1\r\n\r\r\n0\r\n\r\n", b"\r\n1\r\n1\r\n0\r\n\r\n", b"1\r\n1\r\n0;a\r\n\r\n",
                b"1\r\n1\r\n00000\r\n\r\n", b"1\r\n1\r\n" * 5000 + b"0\r\n\r\n",
                b"1;a\r\n1\r\n" * 5000 + b"0\r\n\r\n", b"1\r\n1\r\n0" + b"0" * 70000):
        yield head + odd
    last = head + b"1\r\n1\r\n0\r\n"
    for odd in (b"X: a", b"Content-Length: 5", b"Transfer-Encoding: chunked",
                b"Host: evil.example", b"X", b": a", b" X: a", b"X : a", b"X: a\0b",
                b"X: \x01", b"\0: a", b"X: a\r\n b", b"X: a\nb: c", b"X: a\rb",
                b"X: " + b"a" * 30000, b"X: " + b"a" * 100000, b"X" * 100000,
                b"X: a\r\n" * 500 + b"X: a", b"X: a\r\n" * 5000 + b"X: a"):
        yield last + odd + b"\r\n\r\n"


def streams(line, name):
    good = line + name + ONE + b"\r\n1"
    yield good + good
    yield good * 20
    yield good + b"X"
    yield good + b"\r\n" + good
    yield good + b"\r\n\r\n\r\n" + good
    yield good + b"\0" + good
    yield line + name + b"Content-Length: 0\r\n\r\n" + good
    yield line + name + b"\r\n" + good
    yield b"GET / HTTP/1.1\r\n" + name + b"\r\n" + good
    yield b"GET / HTTP/1.1\r\n" + name + ONE + b"\r\n1" + good
    yield b"HEAD / HTTP/1.1\r\n" + name + b"\r\n" + good
    for data in (b"", b"\0", b"\xff" * 1000, b"\0" * 100000, b"\r\n" * 50000,
                 b"\n" * 100000, b"\r" * 100000, b" " * 100000, b"A" * 200000,
                 b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\0\1" * 500,
                 b"\x05\x01\0", b"CONNECT a:1 HTTP/1.1\r\n\r\n", b"SSH-2.0-x\r\n",
                 b"GET", b"GET ", b"GET /", b"GET / ", b"GET / HTTP/1.1",
                 b"GET / HTTP/1.1\r", b"GET / HTTP/1.1\r\n", b"GET /\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost", b"GET / HTTP/1.1\r\nHost: a\r\n"):
        yield data
    for at in range(0, len(good), 8):
        yield good[:at] + b"\0" + good[at:]
        yield good[:at] + b"\r\n" + good[at:]
        yield good[:at]


def families(line, name):
    return {make.__name__: named(make(line, name))
            for make in (request_lines, headers, lengths, chunks, streams)}
