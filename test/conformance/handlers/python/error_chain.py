def handler(event, context):
    try:
        {}["missing"]
    except KeyError as error:
        raise RuntimeError("outer") from error
