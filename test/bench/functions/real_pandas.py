"""A function that puts its event into a table and takes it out again."""

import pandas


def handler(event, context):
    table = pandas.DataFrame([event])
    row, = table.to_dict(orient="records")
    return row
