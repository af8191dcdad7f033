import warnings


def handler(event, context):
    warnings.warn("old", DeprecationWarning)
    warnings.warn("careful")
