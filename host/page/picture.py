"""Pictures of the page: functions that are called for half a minute, then
Calls in light and Errors in dark, as PNG.

    picture.py DAYFLY FOLDER    writes FOLDER/page.png, FOLDER/page-dark.png
"""

import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from playwright.sync_api import sync_playwright

WAIT = "await new Promise((r) => setTimeout(r, {0} + Math.random() * {1}));"
FUNCTIONS = {
    "checkout": (0.5, WAIT.format(20, 60) + """
  if (Math.random() < 0.12) throw new Error(`card ${e.card} was declined`);
  console.log("paid", e.total);"""),
    "thumbnails": (1.2, WAIT.format(150, 300)),
    "nightly-report": (5, WAIT.format(600, 50)),
    "search": (0.3, WAIT.format(3, 9)),
    "webhook": (2, WAIT.format(8, 30)),
}
SECONDS = 40


def serve(dayfly, folder):
    for name, (_, body) in FUNCTIONS.items():
        code = folder / "functions" / name
        code.mkdir(parents=True)
        (code / "index.mjs").write_text(
            f"export const handler = async (e) => {{\n  {body}\n}};\n")
    host = subprocess.Popen(
        [dayfly, "serve", "--listen", "127.0.0.1:0", "--drain", "2",
         "--data", folder / "data", folder / "functions"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return host, re.search(r"http://\S+", host.stdout.readline())[0]


def call(url, name, every, end):
    event = json.dumps({"card": "4242", "total": 42}).encode()
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(
                f"{url}/2015-03-31/functions/{name}/invocations", event)
        except urllib.error.URLError:
            return
        time.sleep(random.random() * 2 * every)


def picture(browser, place, path, scheme):
    page = browser.new_context(
        viewport={"width": 1200, "height": 720}, color_scheme=scheme).new_page()
    page.goto(place)
    page.wait_for_timeout(2500)
    page.screenshot(path=path)


def main(dayfly, out):
    out = pathlib.Path(out)
    with tempfile.TemporaryDirectory(prefix="shop-") as folder, sync_playwright() as p:
        host, url = serve(dayfly, pathlib.Path(folder))
        end = time.monotonic() + SECONDS
        callers = [threading.Thread(target=call, args=(url, name, every, end))
                   for name, (every, _) in FUNCTIONS.items()]
        for caller in callers:
            caller.start()
        browser = p.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        time.sleep(SECONDS - 10)
        picture(browser, f"{url}/#/calls", out / "page.png", "light")
        picture(browser, f"{url}/#/errors", out / "page-dark.png", "dark")
        browser.close()
        for caller in callers:
            caller.join()
        host.terminate()
        host.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
