"""snapshot_restore_py, the module of AWS's runtime for Python with which a function
registers what must be done anew in each process, as for SnapStart. Here: in each
process before its first event, whether the process was started or copied from a
template; and before a template is copied the first time."""

import sys

MODULE = "snapshot_restore_py"


class HooksFinder:
    """Provides the module, unless the function contains it."""

    @staticmethod
    def find_spec(name, _path=None, _target=None):
        if name != MODULE:
            return None
        from importlib.machinery import ModuleSpec  # pylint: disable=C0415
        return ModuleSpec(name, HooksFinder)

    @staticmethod
    def create_module(_spec):
        return None

    @staticmethod
    def exec_module(module):
        before, after = [], []

        def register_before_snapshot(func, *args, **kwargs):
            before.append((func, args, kwargs))
            return func

        def register_after_restore(func, *args, **kwargs):
            after.append((func, args, kwargs))
            return func

        module.register_before_snapshot = register_before_snapshot
        module.register_after_restore = register_after_restore
        module.get_before_snapshot = lambda: before
        module.get_after_restore = lambda: after


def provide_hooks():
    sys.meta_path.append(HooksFinder)


def run_hooks(moment):
    """moment: before_snapshot or after_restore; in the order that AWS has."""
    module = sys.modules.get(MODULE)
    if not module:
        return
    hooks = list(getattr(module, f"get_{moment}")())
    for func, args, kwargs in (reversed(hooks) if moment == "before_snapshot"
                               else hooks):
        func(*args, **kwargs)
