"""The peers that Kymata is measured beside: how each is brought and started. All of it lies in target/bench."""

import glob
import os
import shutil
import subprocess
import sys

from . import machine, processes

DEBIAN = os.path.join(processes.WORK, "debian")
NODE = os.path.join(processes.WORK, "node")


class Peer:
    """One that is measured; `brings` says where it comes from: ("apt", packages) or ("npm", folder of peers/)."""

    def __init__(self, name, title, brings, command, settings=None):
        self.name, self.title, self.brings, self.command, self.settings = name, title, brings, command, settings or {}
        self.missing = None

    def bring(self):
        """Installs it when it is not there; `missing` then says why it could not be."""
        try:
            {"apt": _unpack_debian, "npm": _install_npm}[self.brings[0]](self.brings[1])
        except (OSError, subprocess.SubprocessError, RuntimeError) as fault:
            output = getattr(fault, "stderr", None) or ""
            lines = output.strip().splitlines()
            self.missing = lines[-1][:120] if lines else str(fault)[:120]
            print(f"Kymata: {self.title} is not there and is named as missing: {self.missing}", file=sys.stderr)

    def __enter__(self):
        self.port = machine.free_ports(2)
        self.directory = os.path.join(processes.WORK, "peer")
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory)
        log = os.path.join(self.directory, "output.log")
        environment = {"PORT": str(self.port), "PEER_DIR": self.directory, "NODE_ENV": "production"}
        if self.brings[0] == "apt":
            environment["PYTHONPATH"] = os.path.join(DEBIAN, "usr/lib/python3/dist-packages")
            environment["LD_LIBRARY_PATH"] = ":".join(glob.glob(os.path.join(DEBIAN, "usr/lib/*-linux-gnu*")))
        for name, value in self.settings.items():
            environment[name] = value.replace("@DIR@", self.directory)
        command = [self._filled(word) for word in self.command]
        self.program = processes.start(command, log, environment)
        try:
            processes.wait_for(self.title, lambda: machine.listens(self.port), 60, self.program)
        except RuntimeError as fault:
            processes.end(self.program)
            raise RuntimeError(f"{fault}: {processes.tail(log)}") from fault
        self.pid = self.program.pid
        return self

    def _filled(self, word):
        """Puts ports and folders in; a file of peers/ that needs them is copied."""
        if word.startswith("conf:"):
            target = os.path.join(self.directory, os.path.basename(word[5:]))
            with open(os.path.join(processes.BENCH, "peers", word[5:])) as source, open(target, "w") as copy:
                copy.write(source.read().replace("@PORT@", str(self.port)))
            return target
        return word.replace("@BENCH@", processes.BENCH).replace("@DEBIAN@", DEBIAN).replace("@NODE@", NODE)

    def __exit__(self, *_):
        processes.end(self.program, 8)

    def adapter(self):
        """Writes its adapter with this start's ports; gives the file."""
        with open(os.path.join(processes.BENCH, "peers", "adapters", self.name + ".conf")) as template:
            text = template.read().replace("@PORT@", str(self.port)).replace("@PORT1@", str(self.port + 1))
        path = os.path.join(self.directory, "adapter.conf")
        with open(path, "w") as file:
            file.write(text)
        return path


def _run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=600, **more).stdout


def _unpack_debian(packages):
    """Fetches Debian packages and what they need that is not installed, and unpacks them: nothing is installed."""
    stamp = os.path.join(DEBIAN, "-".join(packages) + ".done")
    if os.path.exists(stamp):
        return
    if not shutil.which("apt-get"):
        raise RuntimeError("it comes as a Debian package, and here is no apt-get")
    plan = _run("apt-get", "-s", "-q", "install", "--no-install-recommends", *packages)
    needed = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    archive = os.path.join(DEBIAN, "archives")
    os.makedirs(archive, exist_ok=True)
    if needed:
        _run("apt-get", "-q", "download", *needed, cwd=archive)
    for each in glob.glob(os.path.join(archive, "*.deb")):
        _run("dpkg-deb", "-x", each, DEBIAN)
    open(stamp, "w").close()


def _install_npm(folder):
    """Installs what package.json of a folder of peers/ asks for, from npm's registry."""
    target = os.path.join(NODE, folder)
    if os.path.exists(os.path.join(target, "package-lock.json")):
        return
    if not shutil.which("npm"):
        raise RuntimeError("it needs Node.js and npm")
    shutil.copytree(os.path.join(processes.BENCH, "peers", folder), target, dirs_exist_ok=True)
    try:
        _run("npm", "install", "--silent", "--no-audit", "--no-fund", cwd=target)
    except (OSError, subprocess.SubprocessError):
        shutil.rmtree(target)
        raise


def _python(script):
    return ["/usr/bin/python3", f"@BENCH@/peers/{script}.py"]


PEERS = {
    peer.name: peer
    for peer in (
        Peer("mosquitto", "Mosquitto, MQTT QoS 0, nodelay", ("apt", ["mosquitto"]), ["@DEBIAN@/usr/sbin/mosquitto", "-c", "conf:mosquitto.conf"]),
        Peer("ws", "`ws` on bare Node.js", ("npm", "js"), ["node", "@NODE@/js/ws.js"]),
        Peer("socketio", "socket.io + express (echoes)", ("npm", "js"), ["node", "@NODE@/js/socketio.js"]),
        Peer("node-red", "Node-RED", ("npm", "nodered"), ["node", "@NODE@/nodered/node_modules/node-red/red.js", "-s", "@NODE@/nodered/settings.js"]),
        Peer("websockets", "python websockets (echoes)", ("apt", ["python3-websockets"]), _python("websockets_echo")),
        Peer("websockets-sqlite", "python websockets, stored in SQLite", ("apt", ["python3-websockets"]), _python("websockets_echo"), {"PEER_DB": "@DIR@/peer.sqlite"}),
        Peer("bottle", "bottle + gevent, SSE, nodelay", ("apt", ["python3-bottle", "python3-gevent"]), _python("bottle_sse")),
        Peer("bottle-sqlite", "bottle + gevent, stored in SQLite", ("apt", ["python3-bottle", "python3-gevent"]), _python("bottle_sse"), {"PEER_DB": "@DIR@/peer.sqlite"}),
        Peer("flask-socketio", "Flask-SocketIO (echoes)", ("apt", ["python3-flask-socketio", "python3-eventlet"]), _python("flask_socketio_echo")),
    )
}
