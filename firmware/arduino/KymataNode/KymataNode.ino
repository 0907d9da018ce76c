// An ESP32 (Arduino core) that sends the value of a pin every three seconds. Put in the four names.

#include <HTTPClient.h>
#include <WiFi.h>

const char *WIFI_NAME = "name of the network";
const char *WIFI_PASSWORD = "its password";
const char *URL = "http://192.168.1.10:8080/api/readings";
const char *TOKEN = "kym_...";

const int SENSOR_PIN = 34;
const unsigned long EVERY_MILLIS = 3000;

void setup() {
  Serial.begin(115200);
  WiFi.begin(WIFI_NAME, WIFI_PASSWORD);
}

void loop() {
  static unsigned long last = 0;
  if (millis() - last < EVERY_MILLIS || WiFi.status() != WL_CONNECTED) {
    return;
  }
  last = millis();

  HTTPClient http;
  http.begin(URL);
  http.addHeader("Content-Type", "application/json");
  http.addHeader("Authorization", String("Bearer ") + TOKEN);
  int status = http.POST("{\"metric\":\"luminosity\",\"value\":" + String(analogRead(SENSOR_PIN)) + "}");
  if (status != 200) {
    // The hub says in words what was wrong.
    Serial.println(http.getString());
  }
  http.end();
}
