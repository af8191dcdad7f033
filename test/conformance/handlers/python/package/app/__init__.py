from .orders import handler
