import multiprocessing


def work(connection):
    connection.send("from the child")


def handler(event, context):
    here, there = multiprocessing.Pipe()
    child = multiprocessing.Process(target=work, args=(there,))
    child.start()
    text = here.recv()
    child.join()
    return text
