# The websockets library as in its broadcast example: what a node sends goes to everybody.
# PEER_DB: store each reading in that SQLite file first.
import asyncio
import json
import os
import sqlite3
import time

import websockets

connected = set()
db = None
if os.environ.get("PEER_DB"):
    db = sqlite3.connect(os.environ["PEER_DB"], isolation_level=None)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=normal")
    db.execute("create table reading(id integer primary key, at real, msg text)")


async def handler(socket, path=None):
    connected.add(socket)
    try:
        async for raw in socket:
            message = json.loads(raw).get("msg")
            if db:
                db.execute("insert into reading(at, msg) values(?, ?)", (time.time(), json.dumps(message)))
            websockets.broadcast(connected, json.dumps({"type": "fromservertowebpage", "msg": message}))
    except websockets.ConnectionClosed:
        pass
    finally:
        connected.discard(socket)


async def main():
    async with websockets.serve(handler, "127.0.0.1", int(os.environ["PORT"]), backlog=1024):
        await asyncio.Future()


asyncio.run(main())
