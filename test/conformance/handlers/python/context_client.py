def handler(event, context):
    client = context.client_context
    print(client)
    print(context.identity)
    return {"custom": client.custom, "env": client.env,
            "title": client.client.app_title, "none": client.client.app_version_name,
            "identity": context.identity.cognito_identity_id}
