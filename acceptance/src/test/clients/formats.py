"""Data directories of earlier formats, and what is in a database.

restore FILE DIRECTORY  makes the directory that FILE, a fixture in ../formats, describes
show DATABASE           checks a database of SQLite and prints its tables and rows as SQL
"""

import base64
import pathlib
import sqlite3
import sys
import time


def restore(file, directory):
    directory = pathlib.Path(directory)
    directory.mkdir(mode=0o700)
    text = pathlib.Path(file).read_text()
    for line in text.splitlines():
        if line.startswith("-- blob "):
            path, content = line.removeprefix("-- blob ").split()
            blob = directory / "blobs" / path
            blob.parent.mkdir(parents=True, exist_ok=True)
            blob.write_bytes(base64.b64decode(content))
    (directory / "format").write_text(pathlib.Path(file).stem + "\n")
    database = sqlite3.connect(directory / "martlet.db")
    database.executescript(text)
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone():
        # Calls of long ago would be given up.
        database.execute("UPDATE event SET queued_at = ?1, due_at = ?1", [time.time_ns() // 1000])
        database.commit()
    database.close()


def show(file):
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    print(database.execute("PRAGMA integrity_check").fetchone()[0])
    for line in database.iterdump():
        print(line)


{"restore": restore, "show": show}[sys.argv[1]](*sys.argv[2:])
