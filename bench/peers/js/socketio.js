// express and socket.io as in their chat example: what one sends goes to all. POST /reading does the same.
const express = require("express");
const http = require("http");
const { Server } = require("socket.io");

const app = express();
const server = http.createServer(app);
const io = new Server(server);

app.get("/", (request, response) => response.send("chat"));
app.post("/reading", express.json(), (request, response) => {
  io.emit("chat message", request.body);
  response.sendStatus(204);
});
io.on("connection", (socket) => socket.on("chat message", (message) => io.emit("chat message", message)));
server.listen(Number(process.env.PORT), "127.0.0.1", 1024);
