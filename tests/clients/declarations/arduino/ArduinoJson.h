#pragma once
#include <cstddef>
#include <cstdint>
struct JsonVariant {
    template <typename T> JsonVariant &operator=(const T &value);
    template <typename T> T operator|(T otherwise) const;
};
struct JsonDocument {
    JsonVariant operator[](const char *key);
};
struct DeserializationError {
    explicit operator bool() const;
};
size_t serializeJson(const JsonDocument &source, char *buffer, size_t size);
DeserializationError deserializeJson(JsonDocument &target, const uint8_t *input, size_t size);
