# bottle and gevent: GET /luminosity/<number> keeps the ten newest and sends them to every page by SSE.
# PEER_DB: store each reading in that SQLite file first.
from gevent import monkey

monkey.patch_all()
import json
import os
import socket
import sqlite3
import time
from collections import deque

import bottle
from gevent.pywsgi import WSGIServer
from gevent.queue import Queue

app = bottle.Bottle()
labels, data, pages = deque(maxlen=10), deque(maxlen=10), set()
db = None
if os.environ.get("PEER_DB"):
    db = sqlite3.connect(os.environ["PEER_DB"], isolation_level=None)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=normal")
    db.execute("create table reading(id integer primary key, at real, value integer)")


@app.get("/luminosity/<value:int>")
def luminosity(value):
    labels.append(time.strftime("%H:%M:%S"))
    data.append(value)
    if db:
        db.execute("insert into reading(at, value) values(?, ?)", (time.time(), value))
    event = "data: " + json.dumps({"labels": list(labels), "data": list(data)}) + "\n\n"
    for queue in pages:
        queue.put_nowait(event)
    return "ok"


@app.get("/connexion")
def connexion():
    bottle.response.content_type = "text/event-stream"
    bottle.response.set_header("Cache-Control", "no-cache")
    queue = Queue()

    def stream():
        pages.add(queue)
        try:
            yield ": connected\n\n"
            while True:
                yield queue.get()
        finally:
            pages.discard(queue)

    return stream()


@app.get("/")
def index():
    return "readings"


server = WSGIServer(("127.0.0.1", int(os.environ["PORT"])), app, log=None, backlog=1024)
# pywsgi writes head and body apart: with Nagle's algorithm each request would take 40 ms.
server.init_socket()
server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
server.serve_forever()
