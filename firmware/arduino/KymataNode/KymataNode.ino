// An ESP32 (Arduino core) that sends the value of a pin every three seconds, and switches a relay when
// told to. Put in the four names.

#include <HTTPClient.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>

const char *WIFI_NAME = "name of the network";
const char *WIFI_PASSWORD = "its password";
const char *HUB = "http://192.168.1.10:8080/api";
const char *TOKEN = "kym_...";

// For a hub with TLS: "https://..." above, and here the text of the hub's /ca.crt. The clock must be right first:
// configTime(0, 0, "pool.ntp.org") after Wi-Fi is there.
const char *HUB_CA = nullptr;

const int SENSOR_PIN = 34;
const int RELAY_PIN = 26;

// How long the hub may keep us waiting for a command: the time between two readings.
const int WAIT_SECONDS = 3;

// One request; the answer's body is put into `answer`. Returns the HTTP status, below 0 without one.
int request(const char *method, const String &path, const String &body, String *answer) {
  WiFiClientSecure secure;
  HTTPClient http;
  if (HUB_CA == nullptr) {
    http.begin(String(HUB) + path);
  } else {
    secure.setCACert(HUB_CA);
    http.begin(secure, String(HUB) + path);
  }
  http.setTimeout((WAIT_SECONDS + 10) * 1000);
  http.addHeader("Content-Type", "application/json");
  http.addHeader("Authorization", String("Bearer ") + TOKEN);
  int status = http.sendRequest(method, body);
  *answer = status > 0 ? http.getString() : String();
  http.end();
  if (status != 200 && status != 204) {
    // The hub says in words what was wrong.
    Serial.println(*answer);
  }
  return status;
}

// Tells the hub what this node can do.
bool hello() {
  String answer;
  return request("POST", "/commands/hello",
                 "{\"actions\":[{\"name\":\"togglerele\",\"kind\":\"switch\",\"metric\":\"relay\"}]}",
                 &answer) == 200;
}

// Sends both readings; that of the relay proves what a command did.
void sendReadings() {
  String answer;
  String relay = digitalRead(RELAY_PIN) ? "true" : "false";
  request("POST", "/readings",
          "[{\"metric\":\"luminosity\",\"value\":" + String(analogRead(SENSOR_PIN)) +
              "},{\"metric\":\"relay\",\"value\":" + relay + "}]",
          &answer);
}

// The text after `"name":"`. The hub writes id and action first, before anything of somebody else's.
String member(const String &json, const char *name) {
  String start = String("\"") + name + "\":\"";
  int from = json.indexOf(start);
  if (from < 0) {
    return "";
  }
  from += start.length();
  return json.substring(from, json.indexOf('"', from));
}

// Waits for a command, does it, and tells the hub what became of it.
bool obey() {
  static String done;
  String command, answer;
  int status = request("GET", "/commands/next?wait=" + String(WAIT_SECONDS), "", &command);
  if (status != 200) {
    return status == 204;
  }
  String id = member(command, "id");
  String outcome = "{\"done\":true}";
  if (member(command, "action") != "togglerele") {
    outcome = "{\"done\":false,\"reason\":\"this node has no such action\"}";
  } else if (id != done) {
    // The hub says it again when the word of it was lost: that is no second command.
    digitalWrite(RELAY_PIN, !digitalRead(RELAY_PIN));
    done = id;
  }
  request("POST", "/commands/" + id + "/ack", outcome, &answer);
  return true;
}

void setup() {
  Serial.begin(115200);
  pinMode(RELAY_PIN, OUTPUT);
  WiFi.begin(WIFI_NAME, WIFI_PASSWORD);
}

void loop() {
  static bool saidHello = false;
  if (WiFi.status() != WL_CONNECTED) {
    delay(100);
    return;
  }
  saidHello = saidHello || hello();
  sendReadings();
  if (!obey()) {
    delay(WAIT_SECONDS * 1000);
  }
}
