"""Finds the handler: imports its module, gets the function."""

import importlib
import os
import sys

from .errors import BridgeError, stack_lines

LAYERS = "/opt/python"
NAMES_MAX = 10
NAMES_LENGTH_MAX = 256


def layers():
    """Where the packages of layers are, as on AWS."""
    version = "python{}.{}".format(*sys.version_info)
    folders = (f"{LAYERS}/lib/{version}/site-packages", LAYERS)
    return [folder for folder in folders if os.path.isdir(folder)]


def module_name(hello):
    """Puts the module's folder first in the path that Python searches."""
    name = hello["handler"].rsplit(".", 1)[0]
    folder = os.getcwd()
    if name.startswith("/"):
        folder, name = os.path.split(name)
    first = [folder, *layers()]
    own = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = first + [path for path in sys.path if path not in (own, *first)]
    return name.replace("/", ".")


def functions_of(module):
    """Names what the module defines, so that a typing error is found."""
    names = [name for name, value in vars(module).items()
             if callable(value) and
             getattr(value, "__module__", None) == module.__name__]
    listed = ", ".join(names[:NAMES_MAX])[:NAMES_LENGTH_MAX]
    return "it defines " + (listed or "no function")


def load_module(name, file):
    if name in sys.modules:
        raise BridgeError(
            "ImportModuleError",
            f"Unable to import module '{name}': Python has one of that "
            f"name; rename {file}")
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise BridgeError("ImportModuleError",
                          f"Unable to import module '{name}': {error}",
                          stack_lines(error)) from error
    except SyntaxError as error:
        raise BridgeError("UserCodeSyntaxError",
                          f"Syntax error in module '{name}': {error}",
                          [f'  File "{error.filename}" Line {error.lineno}\n'
                           f"    {error.text}"]) from error


def load(hello):
    name, export = module_name(hello), hello["export"]
    module = load_module(name, hello["file"])
    found = getattr(module, export, None)
    if found is None:
        raise BridgeError("HandlerNotFound",
                          f"Handler '{export}' missing on module '{name}'; "
                          + functions_of(module))
    if not callable(found):
        raise BridgeError(
            "HandlerNotFound",
            f"Handler '{export}' of module '{name}' is no function")
    return found
