#pragma once
#include <stddef.h>
#include <stdint.h>
typedef int esp_err_t;
#define ESP_OK 0
void esp_declared_check(esp_err_t result);
#define ESP_ERROR_CHECK(result) esp_declared_check(result)
