#pragma once
void esp_declared_log(const char *tag, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define ESP_LOGE(tag, ...) esp_declared_log(tag, __VA_ARGS__)
