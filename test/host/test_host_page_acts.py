"""What a person does on the page, each action seen in the host by boto3, on a
host without keys and on one with."""

import json
import re

import pytest
from browser import both, browser, expect, lam, tab  # noqa: F401  (fixtures)
from hosting import wait_for
from stored import client, create, node, result, zip_of

PYTHON = "def lambda_handler(event, context):\n    return 'from python'\n"


@pytest.fixture(scope="module")
def host(both):  # noqa: F811
    return both


def drop(page, *paths):
    """Files of the machine are dragged onto the area and dropped there."""
    page.locator(".drop").last.scroll_into_view_if_needed()
    box = page.locator(".drop").last.bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {
            "type": kind, **at, "data": {
                "items": [], "files": [str(p) for p in paths],
                "dragOperationsMask": 1}})


def chosen(page, *paths):
    page.locator("input[aria-label=Files]").last.set_input_files(
        [str(p) for p in paths])


def confirm(page, name):
    page.locator("dialog").get_by_role("button", name=name).click()


def noted(page, text, kind="good"):
    expect(page.locator(f".note.{kind}", has_text=text).last).to_be_visible()


def test_a_host_without_functions_says_what_to_do_first(tab, lam):
    page = tab.open("#/functions")
    room = page.locator("#room")
    expect(room).to_contain_text("dayfly init hello --runtime node")
    page.get_by_role("button", name="Make an example").click()
    expect(page.locator("h1")).to_have_text("hello")
    page.get_by_role("button", name="Invoke", exact=True).click()
    expect(page.locator("#result")).to_contain_text('"message": "Hello"')
    lam.delete_function(FunctionName="hello")


@pytest.mark.parametrize("way", [chosen, drop])
def test_a_zip_file_becomes_a_function(tab, lam, tmp_path, way):
    name = f"zip-{way.__name__}"
    file = tmp_path / f"{name}.zip"
    file.write_bytes(zip_of({"lambda_function.py": PYTHON}))
    create(lam, "other", node("return 1;"))
    page = tab.open("#/functions")
    page.get_by_role("button", name="New function").click()
    way(page, file)
    expect(page.locator(".drop .good")).to_contain_text(f"{name}: 1 file,")
    expect(page.get_by_label("Handler")).to_have_value(
        "lambda_function.lambda_handler")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text(name)
    assert lam.get_function_configuration(
        FunctionName=name)["Runtime"] == "python3.13"
    assert result(lam, name) == "from python"
    for each in (name, "other"):
        lam.delete_function(FunctionName=each)


def test_a_folder_is_dropped_where_there_is_no_function(tab, lam, tmp_path):
    folder = tmp_path / "my folder"
    (folder / "src").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("secret")
    (folder / "src" / "app.mjs").write_text(
        "import { word } from '../lib.mjs';\n"
        "export const handler = async () => word;\n")
    (folder / "lib.mjs").write_text("export const word = 'dropped';\n")
    page = tab.open("#/functions")
    drop(page, folder)
    dialog = page.locator("dialog")
    expect(dialog.get_by_label("Name")).to_have_value("my-folder")
    expect(dialog.get_by_label("Handler")).to_have_value("src/app.handler")
    dialog.get_by_label("Memory, MB").fill("256")
    dialog.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("my-folder")
    assert result(lam, "my-folder") == "dropped"
    page.get_by_role("link", name="Code").click()
    expect(page.get_by_role("group", name="Files")).not_to_contain_text(".git")
    assert lam.get_function_configuration(
        FunctionName="my-folder")["MemorySize"] == 256
    lam.delete_function(FunctionName="my-folder")


def test_code_that_does_not_start_is_told_and_the_old_goes_on(tab, lam, tmp_path):
    create(lam, "kept", node("return 'old';"))
    page = tab.open("#/functions/kept/code")
    text = page.get_by_label("Text of the file")
    expect(text).to_have_value(re.compile("old"))
    text.fill("export const handler = ;")
    text.press("Control+s")
    expect(page.locator(".note.bad")).to_contain_text("does not start")
    assert result(lam, "kept") == "old"
    file = tmp_path / "index.mjs"
    file.write_text("export const handler = async () => 'new';")
    drop(page, file)
    page.get_by_role("button", name="Upload and run").click()
    noted(page, "runs the new code")
    expect(text).to_have_value(re.compile("new"))
    assert result(lam, "kept") == "new"


def test_an_event_is_sent_to_an_alias_and_without_waiting(tab, lam):
    create(lam, "box", node("console.log('seen', event); return event;"),
           Publish=True)
    lam.create_alias(FunctionName="box", Name="live", FunctionVersion="1")
    page = tab.open("#/functions/box/invoke")
    page.get_by_label("Event, JSON").fill('{"a": ')
    page.get_by_role("button", name="Invoke", exact=True).click()
    noted(page, "JSON", "bad")
    page.get_by_label("Event, JSON").fill('{"a": 7}')
    page.get_by_label("Version or alias").select_option("live")
    page.get_by_label("Event, JSON").press("Control+Enter")
    expect(page.locator("#result")).to_contain_text('"a": 7')
    expect(page.locator("#room details")).to_contain_text("Version: 1")
    page.get_by_role("button", name="As an event").click()
    noted(page, "waits in the queue")


def test_variables_are_added_and_removed(tab, lam):
    create(lam, "env", node("return process.env;"),
           Environment={"Variables": {"OLD": "1", "STAYS": "2"}})
    page = tab.open("#/functions/env/settings")
    card = page.locator(".card", has_text="Environment")
    card.get_by_role("button", name="Remove OLD").click()
    card.get_by_role("button", name="Add a variable").click()
    card.get_by_label("Name").last.fill("FRESH")
    card.get_by_label("Value of the variable").fill("3")
    card.get_by_role("button", name="Save").click()
    noted(page, "new settings")
    assert lam.get_function_configuration(FunctionName="env")["Environment"][
        "Variables"] == {"STAYS": "2", "FRESH": "3"}


def test_url_policy_events_and_concurrency_are_taken_back(tab, lam):
    create(lam, "back", node("return 1;"))
    lam.put_function_concurrency(FunctionName="back",
                                 ReservedConcurrentExecutions=3)
    page = tab.open("#/functions/back/settings")
    url = page.locator(".cards .card", has_text="Open to")
    url.get_by_role("button", name="Make a URL").click()
    noted(page, "Saved")
    url.get_by_label("Open to").select_option("AWS_IAM")
    url.get_by_role("button", name="Save").click()
    wait_for(lambda: lam.get_function_url_config(FunctionName="back")[
        "AuthType"] == "AWS_IAM")
    url.get_by_role("button", name="Remove").click()
    expect(url.get_by_role("button", name="Make a URL")).to_be_visible()
    with pytest.raises(lam.exceptions.ResourceNotFoundException):
        lam.get_function_url_config(FunctionName="back")

    policy = page.locator(".card", has_text="Permissions to invoke")
    policy.get_by_label("Statement id").fill("s1")
    policy.get_by_label("Principal").fill("s3.amazonaws.com")
    policy.get_by_role("button", name="Add").click()
    policy.get_by_role("button", name="Remove").click()
    expect(policy).to_contain_text("No statement")
    with pytest.raises(lam.exceptions.ResourceNotFoundException):
        lam.get_policy(FunctionName="back")

    events = page.locator(".cards .card", has_text="Retries")
    events.get_by_label("Retries").fill("1")
    events.get_by_role("button", name="Save").click()
    wait_for(lambda: lam.list_function_event_invoke_configs(
        FunctionName="back")["FunctionEventInvokeConfigs"])
    assert lam.get_function_event_invoke_config(FunctionName="back")[
        "MaximumRetryAttempts"] == 1

    limit = page.get_by_label("Most calls at once")
    expect(limit).to_have_value("3")
    limit.fill("")
    page.locator(".card", has_text="Concurrency").get_by_role(
        "button", name="Save").click()
    wait_for(lambda: "ReservedConcurrentExecutions" not in
             lam.get_function_concurrency(FunctionName="back"))


def test_an_alias_is_made_split_and_removed_and_a_version_deleted(tab, lam):
    create(lam, "ali", node("return 1;"), Publish=True)
    lam.update_function_configuration(FunctionName="ali", MemorySize=256)
    wait_for(lambda: lam.get_function_configuration(FunctionName="ali")[
        "LastUpdateStatus"] == "Successful")
    lam.publish_version(FunctionName="ali")
    page = tab.open("#/functions/ali/versions")
    page.get_by_role("button", name="New alias").click()
    page.get_by_label("Name").fill("canary")
    page.locator("dialog").get_by_label("Version").select_option("1")
    confirm(page, "Create")
    row = page.locator("tbody tr", has_text="canary").first
    row.get_by_role("button", name="Split").click()
    page.get_by_label("Second version").select_option("2")
    page.get_by_label("Its share").fill("25")
    confirm(page, "Split")
    expect(row).to_contain_text("25 % to 2")
    assert lam.get_alias(FunctionName="ali", Name="canary")["RoutingConfig"] == {
        "AdditionalVersionWeights": {"2": 0.25}}
    row.get_by_role("button", name="Remove").click()
    expect(page.locator("#room")).to_contain_text("No alias")
    page.locator("tbody tr", has_text="Delete").last.get_by_role(
        "button", name="Delete").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert [v["Version"] for v in lam.list_versions_by_function(
        FunctionName="ali")["Versions"]] == ["$LATEST", "2"]


def test_dead_letters_are_removed_one_by_one_and_all_at_once(tab, lam):
    create(lam, "gone", node("throw new Error('no');"))
    lam.put_function_event_invoke_config(FunctionName="gone",
                                         MaximumRetryAttempts=0)
    for i in range(4):
        lam.invoke(FunctionName="gone", InvocationType="Event", Payload=str(i))
    page = tab.open("#/queue")
    rows = page.locator("tbody tr", has_text="gone")
    expect(rows.locator(".tag", has_text="dead")).to_have_count(4)
    rows.first.get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Redrive all").click()
    noted(page, "3 redriven")
    # They wait again, and may die before or after a click.
    counts = page.locator(".head .soft")
    expect(counts).to_have_text(re.compile("0 wait · [1-3] dead"))
    while re.search("[1-3] dead", before := counts.inner_text()):
        page.get_by_role("button", name="Remove dead letters").click()
        confirm(page, "Remove all")
        expect(counts).not_to_have_text(before)
    expect(page.locator("#room")).to_contain_text("No event waits")


def test_a_schedule_is_edited(tab, host, lam):
    create(lam, "timed", node("return 1;"))
    create(lam, "later", node("return 1;"))
    scheduler = client(host, "scheduler")
    arn = lam.get_function_configuration(FunctionName="timed")["FunctionArn"]
    scheduler.create_schedule(
        Name="s", ScheduleExpression="rate(1 hour)", State="DISABLED",
        Description="stays", FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": "arn:aws:iam::000000000000:role/r",
                "Input": "{}", "RetryPolicy": {"MaximumRetryAttempts": 1}})
    page = tab.open("#/schedules")
    row = page.locator("tbody tr", has_text="s")
    row.get_by_role("button", name="Edit").click()
    dialog = page.locator("dialog")
    expect(dialog.get_by_label("When")).to_have_value("rate(1 hour)")
    dialog.get_by_label("When").fill("rate(2 parsecs)")
    confirm(page, "Save")
    noted(page, "rate", "bad")
    row.get_by_role("button", name="Edit").click()
    dialog.get_by_label("When").fill("cron(0 6 * * ? *)")
    dialog.get_by_label("Function").select_option(label="later")
    dialog.get_by_label("Event").fill('{"a": 1}')
    confirm(page, "Save")
    expect(row).to_contain_text("cron(0 6 * * ? *)")
    now = scheduler.get_schedule(Name="s")
    assert (now["State"], now["Description"]) == ("DISABLED", "stays")
    assert now["Target"]["Arn"].endswith(":later")
    assert json.loads(now["Target"]["Input"]) == {"a": 1}
    assert now["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 1
    scheduler.delete_schedule(Name="s")


def test_the_link_to_a_functions_url_opens_it(tab, lam):
    create(lam, "linked", node(
        "return {statusCode: 200, headers: {'Content-Type': 'text/html'}, "
        "body: `<p>${event.rawPath}</p>`};"))
    lam.create_function_url_config(FunctionName="linked", AuthType="NONE")
    page = tab.open("#/functions/linked")
    with tab.context.expect_page() as opened:
        page.get_by_role("link", name="URL").click()
    expect(opened.value.locator("p")).to_have_text("/")
    assert "//linked.lambda-url.localhost:" in opened.value.url
    assert opened.value.evaluate("window.opener") is None


def test_a_function_tells_what_the_host_has_counted_of_it(tab, lam):
    create(lam, "sum", node("if (event === 1) throw new Error('no');"))
    for event in (0, 1, 2):
        lam.invoke(FunctionName="sum", Payload=str(event))
    page = tab.open("#/functions/sum")
    expect(page.locator("[data-totals]")).to_have_text(re.compile(
        r"^Since the host's start: 3 calls · 1 failed · [0-9]+ cold · "
        r"half took up to [0-9.]+ m?s, 99 % up to [0-9.]+ m?s$"))
