import concurrent.futures


def handler(event, context):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        return list(pool.map(lambda number: number * 2, range(5)))
