import subprocess


def handler(event, context):
    subprocess.run(["echo", "by a child"], check=True)
    done = subprocess.run(["cat"], capture_output=True, check=False)
    return [done.returncode, done.stdout.decode()]
