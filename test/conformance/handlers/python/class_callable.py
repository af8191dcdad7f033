class Handler:
    def __call__(self, event, context):
        return {"called": True}

    def method(self, event, context):
        return {"method": True}


handler = Handler()
method = handler.method
