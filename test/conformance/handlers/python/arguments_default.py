def handler(event, context=None, *more, flag=True, **named):
    return [event, context is not None, more, flag, named]
