#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
using std::min;
#define HIGH 0x1
#define OUTPUT 0x03
#define LED_BUILTIN 2
void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
unsigned long millis();
void delay(uint32_t milliseconds);
long random(long howbig);
