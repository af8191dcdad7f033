import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(event, context):
        print("before")
        try:
            return function(event, context)
        finally:
            print("after")
    return wrapper


@logged
def handler(event, context):
    return function_name(context)


def function_name(context):
    return context.function_version
