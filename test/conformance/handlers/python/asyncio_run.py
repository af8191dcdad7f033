import asyncio


async def work():
    await asyncio.sleep(0.001)
    return "done"


def handler(event, context):
    return asyncio.run(work())
