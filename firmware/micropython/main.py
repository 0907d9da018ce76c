"""An ESP32 that sends the brightness at pin 34 every three seconds. Copy kymata.py and this file to the
board and put in the four names below."""

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
hub = kymata.Hub(URL, TOKEN)
while True:
    try:
        hub.send("luminosity", sensor.read_u16())
    except (OSError, kymata.Refused) as e:
        # Wi-Fi and hubs come and go: the next reading tries again.
        print(e)
    time.sleep(3)
