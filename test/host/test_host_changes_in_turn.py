"""A change of a function while one before it is in progress."""

import concurrent.futures
import time

import pytest

from stored import client, create, error, result, settled, store_host, zip_of

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"


@pytest.fixture(scope="module")
def lam(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    yield client(host)
    host.close()


SLOW = """await new Promise(r => setTimeout(r, MS));
export const handler = async () => process.env.A + VERSION;
"""


def slow(ms, version):
    return zip_of({"index.mjs": SLOW.replace("MS", str(ms))
                                    .replace("VERSION", str(version))})


def status(lam, name):
    return lam.get_function(FunctionName=name)["Configuration"][
        "LastUpdateStatus"]


def test_a_change_waits_for_the_one_before_which_is_shown_as_in_progress(lam):
    create(lam, "busy", slow(0, 1), Environment={"Variables": {"A": "a"}})
    told = lam.update_function_code(FunctionName="busy", ZipFile=slow(1500, 2))
    assert told["LastUpdateStatus"] == status(lam, "busy") == "InProgress"
    began = time.monotonic()
    told = lam.update_function_configuration(
        FunctionName="busy", Environment={"Variables": {"A": "b"}})
    assert time.monotonic() - began > 0.5
    assert told["LastUpdateStatus"] == "InProgress"
    settled(lam, "busy")
    assert result(lam, "busy") == "b2"


def test_changes_that_come_at_once_are_all_done(lam):
    create(lam, "many", slow(0, 0), Environment={"Variables": {"A": "a"}})
    with concurrent.futures.ThreadPoolExecutor() as pool:
        told = [pool.submit(lam.update_function_code, FunctionName="many",
                            ZipFile=slow(200, n)) for n in range(1, 4)]
        told += [pool.submit(lam.update_function_configuration,
                             FunctionName="many", Timeout=n)
                 for n in range(4, 7)]
        assert {t.result()["LastUpdateStatus"] for t in told} == {"InProgress"}
    assert settled(lam, "many")["Timeout"] in (4, 5, 6)
    assert result(lam, "many") in ("a1", "a2", "a3")


@pytest.mark.long
def test_a_change_that_waits_for_12_seconds_gets_the_conflict_of_aws(lam):
    create(lam, "stuck", slow(0, 1), Environment={"Variables": {"A": "a"}})
    lam.update_function_code(FunctionName="stuck", ZipFile=slow(7000, 2))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        second = pool.submit(lam.update_function_configuration,
                             FunctionName="stuck", Timeout=8)
        time.sleep(0.5)
        assert error(lam.update_function_configuration, FunctionName="stuck",
                     Timeout=9) == (
            "ResourceConflictException",
            "The operation cannot be performed at this time. An update is in "
            f"progress for resource: {ARN}stuck")
        assert second.result()["LastUpdateStatus"] == "InProgress"
