"""Each action of the page, in a real Chromium, seen in the host by boto3. What
functions, logs and people write is hostile and stays text."""

import json
import os
import re

import pytest
from browser import both, browser, expect, lam, tab  # noqa: F401  (fixtures)
from hosting import run, wait_for
from stored import client, create, node, result, update

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def host(both):  # noqa: F811
    return both


def has(text):
    return re.compile(re.escape(text))


def bearer(host):
    return ({"Authorization": f"Bearer {'.'.join(host.key)}"} if host.key
            else {})


def drop_folder(page, folder):
    page.get_by_role("button", name="New function").click()
    page.locator("input[aria-label=Folder]").set_input_files(folder)
    expect(page.locator(".drop .good")).to_contain_text("2 files")


def test_a_dropped_folder_is_made_called_broken_and_read(tab, tmp_path, lam):
    create(lam, "other", node("return 1;"))
    folder = tmp_path / "greet"
    folder.mkdir()
    (folder / "index.mjs").write_text(
        "import { who } from './who.mjs';\n"
        "export const handler = async () => `hello ${who}`;\n")
    (folder / "who.mjs").write_text("export const who = 'folder';\n")
    page = tab.open("#/functions")
    drop_folder(page, folder)
    assert page.get_by_label("Name").input_value() == "greet"
    page.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Invoke", exact=True).click()
    expect(page.locator("#result")).to_have_text('"hello folder"')
    # It is edited, and does not work any more.
    page.get_by_role("link", name="Code").click()
    text = page.get_by_label("Text of the file")
    expect(text).to_have_value(has("hello"))
    text.fill("export const handler = async () => { throw new RangeError("
              f"{json.dumps(EVIL)}); }};")
    page.get_by_role("button", name="Save and run").click()
    expect(page.locator(".note", has_text="runs the new code")).to_be_visible()
    page.get_by_role("link", name="Invoke", exact=True).click()
    page.get_by_label("Sample").select_option("sqs")
    expect(page.get_by_label("Event, JSON")).to_have_value(
        has("Records"))
    page.get_by_role("button", name="Invoke", exact=True).click()
    page.get_by_role("link", name="Autopsy").click()
    room = page.locator("#room")
    for said in [EVIL, "RangeError", "at handler", "Phases", "Records",
                 "START RequestId"]:
        expect(room).to_contain_text(said)
    stack = page.locator(".card", has_text="Stack").locator("pre").first
    expect(stack).to_contain_text("(index.mjs:1:")
    page.get_by_role("button", name="Copy as curl").click()
    copied = wait_for(lambda: page.evaluate("navigator.clipboard.readText()"))
    assert re.match("curl (-H '[^']*' )?-d '{", copied)
    assert "/greet/invocations'" in copied
    page.get_by_role("button", name="Run again").click()
    expect(page.locator(".note.bad", has_text="failed again")).to_be_visible()


def test_a_call_is_seen_while_it_runs(tab, lam):
    create(lam, "slow", node("await new Promise((r) => setTimeout(r, 2500));"))
    page = tab.open("#/calls")
    expect(page.locator("#link")).to_have_text("live")
    page.get_by_label("Filter of calls").fill("slow")
    lam.invoke(FunctionName="slow", InvocationType="Event")
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("running")
    # It grows, and the link in it stays the same: a click on it is not lost.
    widths = page.evaluate("""async () => {
        const width = () => document.querySelector("i.running")
            .getBoundingClientRect().width;
        const link = document.querySelector("tbody a");
        const widths = [];
        link.focus();
        for (let i = 0; i < 8; i++) {
            widths.push(width());
            await new Promise((r) => setTimeout(r, 150));
        }
        return [widths, document.activeElement === link];
    }""")
    # The scale of all bars may change meanwhile.
    assert any(0 < a < b for a, b in zip(widths[0], widths[0][1:])) and widths[1]
    expect(row).not_to_contain_text("running")
    page.get_by_role("button", name="Pause").click()
    lam.invoke(FunctionName="slow", InvocationType="Event")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_version_is_published_and_the_alias_goes_back_by_a_click(tab, lam):
    create(lam, "ver", node("return 1;"), Publish=True)
    lam.create_alias(FunctionName="ver", Name="live", FunctionVersion="1")
    lam.update_function_configuration(FunctionName="ver", MemorySize=256)
    page = tab.open("#/functions/ver/versions")
    page.get_by_role("button", name="Publish a version").click()
    page.get_by_label("Description").fill(EVIL)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#room")).to_contain_text(EVIL)
    page.get_by_label("Version of live").select_option("2")
    expect(page.get_by_role("button", name="Back to 1")).to_be_visible()
    assert lam.get_alias(FunctionName="ver", Name="live")[
        "FunctionVersion"] == "2"
    # Another person has moved it meanwhile: the click is refused, and says so.
    lam.update_alias(FunctionName="ver", Name="live", Description="x")
    page.get_by_role("button", name="Back to 1").click()
    expect(page.locator(".note.bad", has_text="Revision")).to_be_visible()
    page.get_by_role("button", name="Back to 1").click()
    expect(page.locator(".note.good", has_text="is version 1")).to_be_visible()
    assert lam.get_alias(FunctionName="ver", Name="live")[
        "FunctionVersion"] == "1"


def test_settings_are_changed_and_values_are_masked(tab, lam):
    create(lam, "set", node("return process.env;"),
           Environment={"Variables": {"KEY": "hidden"}})
    page = tab.open("#/functions/set/settings")
    value = page.get_by_label("Value of KEY")
    assert value.get_attribute("type") == "password"
    page.get_by_role("button", name="Show").click()
    assert value.get_attribute("type") == "text"
    value.fill("changed")
    page.locator(".card", has_text="Environment").get_by_role(
        "button", name="Save").click()
    expect(page.locator(".note", has_text="new settings")).to_be_visible()
    assert result(lam, "set")["KEY"] == "changed"
    page.get_by_label("Memory, MB").fill("512")
    page.locator(".card", has_text="Limits").get_by_role(
        "button", name="Save").click()
    wait_for(lambda: lam.get_function_configuration(
        FunctionName="set")["MemorySize"] == 512)
    page.get_by_label("Most calls at once").fill("7")
    page.locator(".card", has_text="Concurrency").get_by_role(
        "button", name="Save").click()
    wait_for(lambda: lam.get_function_concurrency(FunctionName="set").get(
        "ReservedConcurrentExecutions") == 7)
    page.get_by_role("button", name="Make a URL").click()
    expect(page.get_by_role("link", name="/lambda-url/set/")).to_be_visible()
    page.get_by_label("Statement id").fill("s1")
    page.get_by_label("Principal").fill("s3.amazonaws.com")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#room")).to_contain_text("lambda:InvokeFunction")
    page.get_by_role("button", name="Delete").click()
    page.locator("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(has("#/functions"))
    wait_for(lambda: "set" not in [
        f["FunctionName"] for f in lam.list_functions()["Functions"]])


def test_logs_are_followed_and_only_rows_in_sight_are_elements(tab, lam):
    create(lam, "log", node("for (let i = 0; i < (event.n ?? 1); i++) "
                            f"console.log('line', i, {json.dumps(EVIL)});"))
    lam.invoke(FunctionName="log", Payload=b'{"n": 5000}')
    page = tab.open("#/logs?f=log")
    expect(page.locator("#room [role=status]")).to_contain_text("5,0")
    assert 5 < page.locator(".line").count() < 120
    expect(page.locator(".line", has_text="line 4999")).to_contain_text(EVIL)
    again = lam.invoke(FunctionName="log", Payload=b'{"n": 1}')
    name = again["ResponseMetadata"]["RequestId"]
    expect(page.locator(".line", has_text=name[:8]).last).to_be_visible()
    page.get_by_label("Filter of lines").fill(name)
    expect(page.locator(".line")).to_have_count(4)
    page.get_by_label("Filter of lines").fill("line 4321 ")
    expect(page.locator(".line")).to_have_count(1)


def test_a_dead_letter_is_looked_at_and_redriven(tab, lam):
    create(lam, "dead", node(f"throw new Error({json.dumps(EVIL)});"))
    lam.put_function_event_invoke_config(FunctionName="dead",
                                         MaximumRetryAttempts=0)
    lam.invoke(FunctionName="dead", InvocationType="Event",
               Payload=json.dumps({"x": EVIL}))
    page = tab.open("#/queue")
    row = page.locator("tbody tr", has_text="dead")
    expect(row.locator(".tag")).to_have_text("dead")
    row.get_by_role("button", name="Look").click()
    expect(page.locator("dialog")).to_contain_text(EVIL)
    page.get_by_role("button", name="Close").last.click()
    update(lam, "dead", node("return 1;"))
    row.get_by_role("button", name="Redrive").click()
    expect(page.locator(".note", has_text="1 redriven")).to_be_visible()
    expect(page.locator("#room")).to_contain_text("No event waits")


def test_a_release_is_gone_back_to(tab, host, lam):
    for n in "12":
        for name in ("ra", "rb"):
            if n == "1":
                create(lam, name, node("return 1;"))
            else:
                lam.update_function_configuration(FunctionName=name,
                                                  MemorySize=256)
        versions = {name: lam.publish_version(FunctionName=name)["Version"]
                    for name in ("ra", "rb")}
        body = json.dumps({"alias": "live", "functions": versions,
                           "note": EVIL})
        made = host.request("POST", "/_dayfly/releases", body.encode(),
                            bearer(host))
        assert made.status < 300, made.body
    page = tab.open("#/releases")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text("ra 1 → 2")
    expect(page.locator("tbody tr").first).to_contain_text(EVIL)
    page.get_by_role("button", name="Go back to it").click()
    page.locator("dialog").get_by_role("button", name="Go back").click()
    expect(page.locator("tbody tr").last.locator(".tag.good")).to_have_text(
        "now")
    assert [lam.get_alias(FunctionName=name, Name="live")["FunctionVersion"]
            for name in ("ra", "rb")] == ["1", "1"]


def test_a_deployed_function_is_no_folder(tab, host, lam, tmp_path):
    (tmp_path / "dep").mkdir()
    (tmp_path / "dep" / "index.mjs").write_text(
        "export const handler = () => 1;")
    (tmp_path / "dep" / "dayfly.json").write_text(
        '{"handler": "index.handler"}')
    env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    if host.key:
        env |= dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
                        host.key))
    done = run("deploy", tmp_path / "dep", "--endpoint", host.url, env=env)
    assert done.returncode == 0, done.stderr
    page = tab.open("#/functions/dep")
    expect(page.get_by_role("link", name="Versions")).to_be_visible()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    lam.delete_function(FunctionName="dep")


def test_a_schedule_is_made_turned_off_and_deleted(tab, host, lam):
    create(lam, "timed", node("return 1;"))
    scheduler = client(host, "scheduler")
    page = tab.open("#/schedules")
    page.get_by_role("button", name="New schedule").click()
    page.get_by_label("Name").fill("early")
    page.get_by_label("Function").select_option(label="timed")
    page.get_by_label("When").fill("cron(0 6 * * ? *)")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_role("button", name="Create").click()
    row = page.locator("tbody tr", has_text="early")
    expect(row).to_contain_text("Europe/Berlin")
    row.locator("summary").click()
    expect(row.locator("details div")).to_have_count(4)
    row.get_by_role("button", name="Turn off").click()
    expect(row.locator(".tag")).to_have_text("off")
    assert scheduler.get_schedule(Name="early")["State"] == "DISABLED"
    row.get_by_role("button", name="Delete").click()
    expect(page.locator("#room")).to_contain_text("Nothing is scheduled")


def test_a_message_is_sent_and_dead_ones_go_back(tab, host):
    sqs = client(host, "sqs")
    dead = sqs.create_queue(QueueName="pq-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(
        QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    url = sqs.create_queue(QueueName="pq", Attributes={
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn,
                                     "maxReceiveCount": "1"}),
        "VisibilityTimeout": "0"})["QueueUrl"]
    page = tab.open("#/queue")
    row = page.locator("tbody tr", has_text="after 1 tries")
    row.get_by_role("button", name="Send").click()
    page.get_by_label("Message").fill(EVIL)
    page.locator("dialog").get_by_role("button", name="Send").click()
    expect(row.locator("td").nth(1)).to_have_text("1")
    for _ in range(2):
        sqs.receive_message(QueueUrl=url)
    row = page.locator("tbody tr", has_text="dead letters of pq")
    expect(row.locator("td").nth(1)).to_have_text("1")
    row.get_by_role("button", name="Redrive").click()
    expect(row.locator("td").nth(1)).to_have_text("0")
    row.get_by_role("button", name="Purge").click()
    page.locator("dialog").get_by_role("button", name="Purge").click()
