// A device of Claimstead on Links2004's arduinoWebSockets; see ../README.md.

#include <Arduino.h>
#include <ArduinoJson.h>
#ifdef ESP32
#include <WiFi.h>
#else
#include <ESP8266WiFi.h>
#endif
#include <WebSocketsClient.h>

const char *const NETWORK = "…";
const char *const PASSWORD = "…";
const char *const HOST = "claim.acme.example";
const uint16_t PORT = 443;
const char *const AUTH_TOKEN = "csd_…";  // better: from a partition that a factory reset leaves alone
const bool TOKEN_IN_FRAME = false;
// PEM, of who signed the server's certificate.
const char ROOT_CERTIFICATE[] = "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n";

WebSocketsClient socket_;
unsigned long heartbeatMs = 30000;
unsigned long beatenAt = 0;
unsigned long advisedMs = 0;
uint8_t failures = 0;
bool isOnline = false;

void identify() { digitalWrite(LED_BUILTIN, HIGH); }

void say(const JsonDocument &frame) {
    char text[256];
    size_t length = serializeJson(frame, text, sizeof text);
    socket_.sendTXT(text, length);
}

void answer(const char *id, const char *name) {
    JsonDocument frame;
    bool isKnown = strcmp(name, "identify") == 0;
    if (isKnown) identify();
    frame["t"] = isKnown ? "ok" : "err";
    frame["id"] = id;
    if (!isKnown) frame["code"] = "unsupported";
    say(frame);
}

void beWelcomed(unsigned long seconds) {
    if (seconds > 0) heartbeatMs = seconds * 1000;
    isOnline = true;
    beatenAt = millis();
    JsonDocument hello;
    hello["t"] = "hello";
    hello["fw"] = "1.0.0";
    say(hello);
}

void hear(uint8_t *payload, size_t length) {
    JsonDocument frame;
    if (deserializeJson(frame, payload, length)) return;
    const char *type = frame["t"] | "";
    if (strcmp(type, "welcome") == 0) {
        beWelcomed(frame["hb"] | 30UL);
    } else if (strcmp(type, "cmd") == 0) {
        answer(frame["id"] | "", frame["name"] | "");
    } else if (strcmp(type, "bye") == 0) {
        advisedMs = min(frame["retry"] | 0UL, 3600UL) * 1000;
    }
    // `claim` and `meta` are for you: frame["claimed"], frame["v"]["Device Name"]
}

// As long as asked for, and a random part of a time that doubles: so that a thousand devices that lost one server do
// not return as one. The library's own interval is 500 ms.
void choosePause() {
    unsigned long longest = min(1000UL << failures, 60000UL);
    if (failures < 6) failures++;
    socket_.setReconnectInterval(advisedMs + 500 + (unsigned long)random((long)longest));
    advisedMs = 0;
}

void onSocket(WStype_t type, uint8_t *payload, size_t length) {
    switch (type) {
    case WStype_CONNECTED:
        if (TOKEN_IN_FRAME) {
            JsonDocument frame;
            frame["t"] = "auth";
            frame["token"] = AUTH_TOKEN;
            say(frame);
        }
        break;
    case WStype_TEXT:
        hear(payload, length);
        break;
    case WStype_DISCONNECTED:
        isOnline = false;
        choosePause();
        break;
    default:
        break;
    }
}

void setup() {
    pinMode(LED_BUILTIN, OUTPUT);
    WiFi.begin(NETWORK, PASSWORD);
    while (WiFi.status() != WL_CONNECTED) delay(250);

    static char authorization[160];
    snprintf(authorization, sizeof authorization, "Bearer %s", AUTH_TOKEN);
    if (!TOKEN_IN_FRAME) socket_.setAuthorization(authorization);
    socket_.beginSslWithCA(HOST, PORT, "/device", ROOT_CERTIFICATE, "claimstead.v1.json");
    socket_.onEvent(onSocket);
    socket_.setReconnectInterval(1000);
    socket_.enableHeartbeat(25000, 5000, 2);
}

void loop() {
    socket_.loop();
    if (isOnline && millis() - beatenAt >= heartbeatMs) {
        beatenAt = millis();
        failures = 0;  // here for a while: the next failure is the first
        JsonDocument frame;
        frame["t"] = "hb";
        say(frame);
    }
}
