// The least that Node.js needs to send each message to all: `ws` on its bare HTTP server. Who connects to /node only
// sends. POST /reading, and lines of base64 JSON by TCP at the next port.
const http = require("http");
const net = require("net");
const { WebSocketServer, WebSocket } = require("ws");

const port = Number(process.env.PORT);
const server = http.createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    if (request.method === "POST") {
      cast(JSON.stringify(JSON.parse(body)));
    }
    response.writeHead(204).end();
  });
});
const sockets = new WebSocketServer({ server });

function cast(text) {
  for (const client of sockets.clients) {
    if (client.readyState === WebSocket.OPEN && !client.onlySends) {
      client.send(text);
    }
  }
}

sockets.on("connection", (socket, request) => {
  socket.onlySends = request.url === "/node";
  socket.on("error", () => {});
  socket.on("message", (message) => cast(JSON.stringify(JSON.parse(message))));
});
server.listen(port, "127.0.0.1", 1024);

net
  .createServer((socket) => {
    let rest = "";
    socket.setEncoding("latin1");
    socket.on("error", () => {});
    socket.on("data", (part) => {
      const lines = (rest + part).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        cast(JSON.stringify(JSON.parse(Buffer.from(line, "base64").toString())));
      }
    });
  })
  .listen(port + 1, "127.0.0.1");
