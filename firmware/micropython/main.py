"""An ESP32 that sends the brightness at pin 34 every three seconds, and switches a relay at pin 26 when
told to. Copy kymata.py and this file to the board and put in the four names below."""

import time

import kymata
import network
from machine import ADC, Pin

WIFI = "name of the network"
PASSWORD = "its password"
URL = "http://192.168.1.10:8080/api/readings"
TOKEN = "kym_..."

wlan = network.WLAN(network.STA_IF)
wlan.active(True)
wlan.connect(WIFI, PASSWORD)
while not wlan.isconnected():
    time.sleep(1)

sensor = ADC(Pin(34))
relay = Pin(26, Pin.OUT)
hub = kymata.Hub(URL, TOKEN)


def toggle(arguments):
    relay.value(not relay.value())


actions = [{"name": "togglerele", "kind": "switch", "metric": "relay", "label": "Relay"}]
said_hello = False
while True:
    try:
        if not said_hello:
            hub.hello(actions)
            said_hello = True
        hub.send("luminosity", sensor.read_u16())
        hub.send("relay", bool(relay.value()))
        # Waits for three seconds, or until there is something to do; then the relay's reading proves it.
        hub.obey({"togglerele": toggle}, wait=3)
    except (OSError, kymata.Refused) as e:
        # Wi-Fi and hubs come and go: the next round tries again.
        print(e)
        time.sleep(3)
