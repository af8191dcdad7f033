"""What tests of SQS ask a client for again and again."""


def make(sqs, name, **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def receive(sqs, url, **more):
    return sqs.receive_message(QueueUrl=url, **more).get("Messages", [])


def count(sqs, url, what=""):
    name = "ApproximateNumberOfMessages" + what
    return int(sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=[name])["Attributes"][name])
