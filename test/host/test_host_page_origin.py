"""HTML that a function answers, in a real Chromium: whatever it tries, it gets
neither at the API nor at the page of the host."""

import contextlib
import re

import pytest
from browser import browser, expect, host, lam  # noqa: F401  (fixtures)
from hosting import run
from stored import client, create, node, store_host

# What a function may answer: its page, or a script of its own with headers.
ATTACK = """
if (event.rawPath.endsWith("worker.js"))
  return {statusCode: 200, headers: {
    "Content-Type": "text/javascript", "Service-Worker-Allowed": "/"},
    body: "onfetch = (e) => e.respondWith(new Response('mine'))"};
return {statusCode: 200, headers: {
  "Content-Type": "text/html", "Cross-Origin-Opener-Policy": "same-origin"},
  body: "<h1>attack</h1>"};
"""
LIST = "/2015-03-31/functions"
DELETE = "/2015-03-31/functions/victim"


@pytest.fixture(scope="module")
def victim(lam):
    create(lam, "victim", node("return 'victim';"))
    create(lam, "attack", node(ATTACK))
    lam.create_function_url_config(FunctionName="attack", AuthType="NONE")
    return "victim"


@pytest.fixture
def context(browser):
    c = browser.new_context()
    yield c
    c.close()


@pytest.fixture(params=["127.0.0.1", "localhost", "other.localhost",
                        "attack.lambda-url.localhost"])
def attack(context, host, victim, request):
    """The page of the function, at each kind of name that it is found by."""
    path = "/" if "lambda-url" in request.param else "/lambda-url/attack/"
    page = context.new_page()
    page.goto(f"http://{request.param}:{host.port}{path}")
    expect(page.locator("h1")).to_have_text("attack")
    return page


def page_url(host):
    return f"http://dayfly.localhost:{host.port}"


def fetched(page, url, options):
    """The status, or what the browser said."""
    return page.evaluate(
        "([url, options]) => fetch(url, options)"
        ".then((r) => r.status === 200 || r.status === 204 "
        "? 'done ' + r.status + r.url : 'refused ' + r.status,"
        " (e) => 'refused ' + e)", [url, options])


@pytest.mark.parametrize("method,path,body", [
    ("GET", LIST, None), ("DELETE", DELETE, None),
    ("PUT", f"{DELETE}/code", "{}"), ("GET", "/_dayfly/calls", None),
    ("POST", "/2015-03-31/functions/victim/invocations", "{}"),
    ("POST", "/", "Action=ListQueues"), ("GET", "/metrics", None)])
def test_it_calls_no_api_by_fetch(attack, host, lam, method, path, body):
    for base in ("", page_url(host), host.url):
        options = {"method": method, "body": body}
        if not base and "lambda-url" in attack.url.split("/")[2]:
            continue  # The function itself answers there.
        assert fetched(attack, base + path, options).startswith("refused")
    assert lam.get_function(FunctionName="victim")


def test_it_calls_no_api_by_a_form_and_reads_none_in_a_window(
        attack, host, lam, context):
    for base in ("", page_url(host), host.url):
        if not base and "lambda-url" in attack.url.split("/")[2]:
            continue
        with context.expect_page() as opened:
            attack.evaluate("""(url) => {
                const form = document.createElement("form");
                form.method = "POST"; form.action = url; form.target = "_blank";
                form.enctype = "text/plain";
                document.body.append(form); form.submit();
            }""", f"{base}/2015-03-31/functions/victim/invocations")
        expect(opened.value.locator("body")).to_contain_text(
            re.compile("[Ww]eb pages"))
        with context.expect_page() as opened:
            attack.evaluate("(url) => { window.seen = window.open(url); }",
                            base + LIST)
        opened.value.wait_for_load_state()
        assert "FunctionArn" not in opened.value.locator("body").inner_text()
    assert not [line for line in host.log().splitlines()
                if "START" in line and "victim" in line]


def test_it_reaches_the_page_neither_in_a_frame_nor_in_a_window(
        attack, host, context):
    for url in (f"{host.url}/", f"{page_url(host)}/"):
        attack.evaluate("""(url) => {
            const frame = document.createElement("iframe");
            frame.src = url; frame.id = "frame";
            document.body.append(frame);
            return new Promise((r) => { frame.onload = r; });
        }""", url)
        read = attack.evaluate("""() => {
            const frame = document.getElementById("frame");
            const inside = frame.contentDocument?.body.innerText ?? "";
            frame.remove();
            return inside;
        }""")
        assert "Functions" not in read
        with context.expect_page() as opened:
            attack.evaluate("(url) => { window.seen = window.open(url); }", url)
        page = opened.value
        expect(page.locator("body")).to_contain_text("pages of other origins")
        assert page.locator("#nav").count() == 0
        assert attack.evaluate("""() => {
            try { return String(window.seen.document.body.innerText); }
            catch (e) { return "refused"; }
        }""") in ("refused", "")


def test_its_worker_gets_no_other_functions_page(attack):
    if "lambda-url." in attack.url:
        pytest.skip("an origin of its own")
    for scope in ("/", "/lambda-url/victim/"):
        said = attack.evaluate(
            "(scope) => navigator.serviceWorker.register("
            "'/lambda-url/attack/worker.js', {scope})"
            ".then(() => 'registered', (e) => e.name)", scope)
        assert said == "SecurityError"
    said = attack.evaluate(
        "navigator.serviceWorker.register('/lambda-url/attack/worker.js')"
        ".then(() => 'registered', (e) => e.name)")
    assert said == "registered"


def test_a_function_answers_nothing_at_the_name_of_the_page(host, victim):
    name = f"dayfly.localhost:{host.port}"
    answer = host.request("GET", "/lambda-url/attack/", headers={"Host": name})
    assert answer.status == 404
    assert "/lambda-url/NAME/" in answer.json["message"]


def test_programs_are_not_concerned(host, victim):
    for name in ("127.0.0.1", "localhost", "dayfly.localhost"):
        answer = host.request("GET", LIST,
                              headers={"Host": f"{name}:{host.port}"})
        assert answer.status == 200
        answer = host.request(
            "GET", LIST, headers={"Host": f"{name}:{host.port}",
                                  "Sec-Fetch-Site": "none"})
        assert answer.status == 200


def test_the_refusal_says_where_the_page_is(host, victim):
    answer = host.request("GET", LIST, headers={
        "Host": "localhost:1234", "Sec-Fetch-Site": "same-origin"})
    assert answer.status == 403
    assert "http://dayfly.localhost:1234/" in answer.json["Message"]


def test_the_page_may_have_another_name(browser, tmp_path):
    """`--page-host localhost`: for a browser that finds no other."""
    with contextlib.closing(
            store_host(tmp_path, "--page-host", "localhost")) as h:
        create(client(h), "one", node("return 1;"))
        page = browser.new_page()
        page.goto(f"{h.url}/#/functions")
        expect(page.get_by_role("link", name="one")).to_be_visible()
        assert page.url == f"http://localhost:{h.port}/#/functions"
        page.close()


@pytest.mark.parametrize("options", [
    ["--page-host", "127.0.0.1"], ["--page-host", ""],
    ["--page-host", "a.example:80"], ["--page-host", "a/b"],
    ["--host", "A.example", "--page-host", "a.example"]])
def test_a_name_that_cannot_be_the_pages_is_refused(tmp_path, options):
    done = run("serve", "--data", tmp_path, *options)
    assert done.returncode == 2
    assert b"--page-host is" in done.stderr


@pytest.mark.parametrize("path", [
    "/schedules/s", "/metrics", "/_hooks/h", "/_dayfly/x",
    "/2015-03-31/functions"])
def test_a_function_has_all_paths_of_its_own_host(host, lam, path):
    """Also those that are an API's elsewhere: its pages post bodies to them."""
    names = [f["FunctionName"] for f in lam.list_functions()["Functions"]]
    if "echo" not in names:
        create(lam, "echo", node("return event.body;"))
        lam.create_function_url_config(FunctionName="echo", AuthType="NONE")
    own = f"echo.lambda-url.localhost:{host.port}"
    answer = host.request("POST", path, b"hello", {
        "Host": own, "Origin": f"http://{own}", "Sec-Fetch-Site": "same-origin",
        "Content-Type": "text/plain"})
    assert (answer.status, answer.body) == (200, b"hello")
