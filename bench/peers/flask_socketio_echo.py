# Flask-SocketIO with eventlet: what a node sends goes to everybody.
import eventlet

eventlet.monkey_patch()
import os

from flask import Flask, request
from flask_socketio import SocketIO

app = Flask(__name__)
hub = SocketIO(app, async_mode="eventlet", cors_allowed_origins="*", logger=False, engineio_logger=False)


@app.get("/")
def index():
    return "readings"


@app.post("/reading")
def reading():
    hub.emit("reading", request.get_json())
    return "", 204


@hub.on("node_reading")
def on_reading(message):
    hub.emit("reading", message)


hub.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_output=False)
