"""Where reports are kept: a folder, or s3://BUCKET/PREFIX."""

import os
import pathlib
import re

NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.(html|csv)")


def open_shelf(place):
    return S3Shelf(place) if place.startswith("s3://") else FolderShelf(place)


class FolderShelf:
    def __init__(self, place):
        self.folder = pathlib.Path(place)

    def put(self, name, text):
        """The file is there whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{name}.{os.getpid()}"
        part.write_text(text)
        part.rename(self.folder / name)

    def get(self, name):
        """None: there is none."""
        try:
            return (self.folder / name).read_text()
        except FileNotFoundError:
            return None

    def days(self):
        """The last first."""
        return sorted((path.stem for path in self.folder.glob("*.html")
                       if NAME.fullmatch(path.name)), reverse=True)


class S3Shelf:
    """boto3 is there on Lambda; here it must be in requirements.txt."""

    def __init__(self, place):
        import boto3

        self.bucket, _, prefix = place.removeprefix("s3://").partition("/")
        self.prefix = prefix.rstrip("/") + "/" if prefix else ""
        self.s3 = boto3.client("s3")

    def put(self, name, text):
        kind = "text/html" if name.endswith(".html") else "text/csv"
        self.s3.put_object(Bucket=self.bucket, Key=self.prefix + name,
                           Body=text.encode(), ContentType=f"{kind}; charset=utf-8")

    def get(self, name):
        try:
            found = self.s3.get_object(Bucket=self.bucket, Key=self.prefix + name)
        except self.s3.exceptions.NoSuchKey:
            return None
        return found["Body"].read().decode()

    def days(self):
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.prefix)
        names = (one["Key"][len(self.prefix):]
                 for page in pages for one in page.get("Contents", ()))
        return sorted((name[:10] for name in names
                       if NAME.fullmatch(name) and name.endswith(".html")),
                      reverse=True)
