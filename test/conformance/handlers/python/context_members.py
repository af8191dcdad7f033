def handler(event, context):
    names = [name for name in dir(context) if not name.startswith("_")]
    return {"names": names, "class": type(context).__name__,
            "version": context.function_version,
            "memory": context.memory_limit_in_mb,
            "remaining": 0 < context.get_remaining_time_in_millis() <= 4000,
            "kinds": [type(getattr(context, name)).__name__ for name in names],
            "group": context.log_group_name}
