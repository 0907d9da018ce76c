// Lines that a person pastes to send a first reading; address and token filled in.

/** The URL that takes readings, on the host under which this page was opened. */
export function readingsAddress(origin = location.origin) {
  const url = new URL("api/readings", document.baseURI);
  return origin + url.pathname;
}

/** Whether this page was opened under a name that only this machine can resolve. */
export function isLocal(host = location.hostname) {
  return /^(localhost|127\.|\[?::1\]?$|.*\.localhost$)/.test(host);
}

/** One reading by curl, in one line. */
export function curlLine(address, token) {
  return `curl ${address} -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '{"metric": "temperature", "value": 21.5, "unit": "°C"}'`;
}

const curlLoop = (address, token) => `while true; do
  curl -sS ${address} \\
    -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" \\
    -d "{\\"metric\\": \\"load\\", \\"value\\": $(cut -d ' ' -f 1 /proc/loadavg)}"
  echo
  sleep 2
done`;

const python = (address, token) => `import json
import random
import time
import urllib.request

ADDRESS = "${address}"
TOKEN = "${token}"

while True:
    reading = {"metric": "temperature", "value": round(random.uniform(20, 22), 2), "unit": "°C"}
    request = urllib.request.Request(
        ADDRESS,
        data=json.dumps(reading).encode(),
        headers={"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        print(answer.read().decode())
    time.sleep(2)`;

const micropython = (address, token) => `import json
import time

import network
import urequests

WIFI_NAME = "your Wi-Fi"
WIFI_PASSWORD = "its password"
ADDRESS = "${address}"
TOKEN = "${token}"

wifi = network.WLAN(network.STA_IF)
wifi.active(True)
wifi.connect(WIFI_NAME, WIFI_PASSWORD)
while not wifi.isconnected():
    time.sleep(0.5)

while True:
    reading = {"metric": "uptime", "value": time.ticks_ms() / 1000, "unit": "s"}
    try:
        answer = urequests.post(
            ADDRESS,
            data=json.dumps(reading).encode(),
            headers={"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"},
        )
        print(answer.status_code, answer.text)
        answer.close()
    except OSError as error:
        print("not sent:", error)
    time.sleep(2)`;

const arduino = (address, token) => `#include <HTTPClient.h>
#include <WiFi.h>

const char *WIFI_NAME = "your Wi-Fi";
const char *WIFI_PASSWORD = "its password";
const char *ADDRESS = "${address}";
const char *TOKEN = "${token}";

void setup() {
  Serial.begin(115200);
  WiFi.begin(WIFI_NAME, WIFI_PASSWORD);
  while (WiFi.status() != WL_CONNECTED) delay(500);
}

void loop() {
  HTTPClient http;
  http.begin(ADDRESS);
  http.addHeader("Authorization", String("Bearer ") + TOKEN);
  http.addHeader("Content-Type", "application/json");
  String reading = String("{\\"metric\\": \\"uptime\\", \\"unit\\": \\"s\\", \\"value\\": ") + millis() / 1000.0 + "}";
  Serial.println(http.POST(reading));
  http.end();
  delay(2000);
}`;

/** The tabs, in order; each gives its texts with the id of the element that shows it. */
export const tabs = [
  { id: "curl", parts: [{ id: "snippet-curl", key: "snippets.once", text: curlLine }, { id: "snippet-curl-loop", key: "snippets.loop", text: curlLoop }] },
  { id: "python", parts: [{ id: "snippet-python", key: "snippets.python", text: python }] },
  { id: "micropython", parts: [{ id: "snippet-micropython", key: "snippets.micropython", text: micropython }] },
  { id: "arduino", parts: [{ id: "snippet-arduino", key: "snippets.arduino", text: arduino }] },
];
