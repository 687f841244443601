/* A device of Claimstead on ESP-IDF's esp_websocket_client; see README.md. */

#include "claimstead.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cJSON.h"
#include "esp_crt_bundle.h"
#include "esp_event.h"
#include "esp_log.h"
#include "esp_random.h"
#include "esp_timer.h"
#include "esp_websocket_client.h"
#include "freertos/FreeRTOS.h"
#include "nvs.h"
#include "nvs_flash.h"

#define PARTITION "fctry"      /* its own partition: a factory reset leaves it alone */
#define NAMESPACE "claimstead"
#define KEY "auth_token"
#define FRAME_BYTES 1025       /* the server sends 1024 at most */
#define SEND_TICKS pdMS_TO_TICKS(2000)
#define LONGEST_CHANCE_MS 60000

static const char *TAG = "claimstead";

static esp_websocket_client_handle_t client;
static esp_timer_handle_t heartbeat;
static esp_timer_handle_t farewell;
static char headers[192];
static char frame[FRAME_BYTES];
static int failures;
static int advised_ms;
static bool is_refused;

static bool read_token(char *token, size_t size)
{
    nvs_handle_t store;
    if (nvs_flash_init_partition(PARTITION) != ESP_OK
        || nvs_open_from_partition(PARTITION, NAMESPACE, NVS_READONLY, &store) != ESP_OK) {
        return false;
    }
    esp_err_t read = nvs_get_str(store, KEY, token, &size);
    nvs_close(store);
    return read == ESP_OK;
}

static void say(const char *text)
{
    if (esp_websocket_client_is_connected(client)) {
        esp_websocket_client_send_text(client, text, (int)strlen(text), SEND_TICKS);
    }
}

static void beat(void *unused)
{
    (void)unused;
    say("{\"t\":\"hb\"}");
    failures = 0; /* here for a while: the next failure is the first */
}

static void stop(void *unused)
{
    (void)unused;
    esp_websocket_client_stop(client); /* not allowed in the client's own event handler */
}

static void answer(const cJSON *id, const char *name)
{
    char text[128];
    if (strcmp(name, "identify") == 0) {
        claimstead_identify();
        snprintf(text, sizeof text, "{\"t\":\"ok\",\"id\":\"%s\"}", id->valuestring);
    } else {
        snprintf(text, sizeof text, "{\"t\":\"err\",\"id\":\"%s\",\"code\":\"unsupported\"}", id->valuestring);
    }
    say(text);
}

static void be_welcomed(const cJSON *told)
{
    const cJSON *seconds = cJSON_GetObjectItemCaseSensitive(told, "hb");
    if (cJSON_IsNumber(seconds) && seconds->valueint > 0) {
        esp_timer_stop(heartbeat);
        esp_timer_start_periodic(heartbeat, (uint64_t)seconds->valueint * 1000000);
    }
    say("{\"t\":\"hello\",\"fw\":\"1.0.0\"}");
}

static void hear(const char *text, size_t length)
{
    cJSON *told = cJSON_ParseWithLength(text, length);
    const cJSON *type = cJSON_GetObjectItemCaseSensitive(told, "t");
    const cJSON *claimed = cJSON_GetObjectItemCaseSensitive(told, "claimed");
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(told, "id");
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(told, "name");
    const cJSON *retry = cJSON_GetObjectItemCaseSensitive(told, "retry");

    if (cJSON_IsString(type)) {
        if (strcmp(type->valuestring, "welcome") == 0) {
            be_welcomed(told);
        }
        if (cJSON_IsBool(claimed)) { /* in `welcome` and in `claim` */
            claimstead_claimed(cJSON_IsTrue(claimed));
        }
        if (strcmp(type->valuestring, "cmd") == 0 && cJSON_IsString(id) && cJSON_IsString(name)) {
            answer(id, name->valuestring);
        }
        if (strcmp(type->valuestring, "bye") == 0 && cJSON_IsNumber(retry)) {
            advised_ms = retry->valueint > 3600 ? 3600000 : retry->valueint * 1000;
        }
    }
    cJSON_Delete(told);
}

/* A frame may come in pieces, each in an event of its own. */
static void gather(const esp_websocket_event_data_t *event)
{
    if (event->op_code == WS_TRANSPORT_OPCODES_CLOSE && event->data_len >= 2) {
        int code = (uint8_t)event->data_ptr[0] << 8 | (uint8_t)event->data_ptr[1];
        is_refused = code == 4401 || code == 4403;
        return;
    }
    if (event->op_code != WS_TRANSPORT_OPCODES_TEXT || event->payload_len >= FRAME_BYTES
        || event->payload_offset + event->data_len > event->payload_len) {
        return;
    }
    memcpy(frame + event->payload_offset, event->data_ptr, (size_t)event->data_len);
    if (event->payload_offset + event->data_len == event->payload_len) {
        hear(frame, (size_t)event->payload_len);
    }
}

/* As long as asked for, and a random part of a time that doubles: the library alone would wait for 10 s sharp, and so
 * would every other device that lost the same server. */
static void choose_pause(void)
{
    int longest = failures < 6 ? 1000 << failures : LONGEST_CHANCE_MS;
    failures += failures < 6;
    int chance = (int)(esp_random() % (uint32_t)longest);
    esp_websocket_client_set_reconnect_timeout(client, advised_ms + chance + 1);
    advised_ms = 0;
}

static void on_event(void *unused, esp_event_base_t base, int32_t event_id, void *event_data)
{
    (void)unused;
    (void)base;
    switch ((esp_websocket_event_id_t)event_id) {
    case WEBSOCKET_EVENT_DATA:
        gather((const esp_websocket_event_data_t *)event_data);
        break;
    case WEBSOCKET_EVENT_CLOSED:
    case WEBSOCKET_EVENT_DISCONNECTED:
        esp_timer_stop(heartbeat);
        if (is_refused) {
            ESP_LOGE(TAG, "this AuthToken is not served any more");
            esp_timer_start_once(farewell, 1);
        } else {
            choose_pause();
        }
        break;
    default:
        break;
    }
}

void claimstead_start(const char *uri)
{
    char token[128];
    if (!read_token(token, sizeof token)) {
        ESP_LOGE(TAG, "no AuthToken in partition " PARTITION);
        return;
    }
    snprintf(headers, sizeof headers, "Authorization: Bearer %s\r\n", token);

    const esp_timer_create_args_t beating = {.callback = beat, .name = "claimstead_hb"};
    const esp_timer_create_args_t stopping = {.callback = stop, .name = "claimstead_stop"};
    ESP_ERROR_CHECK(esp_timer_create(&beating, &heartbeat));
    ESP_ERROR_CHECK(esp_timer_create(&stopping, &farewell));

    const esp_websocket_client_config_t config = {
        .uri = uri,
        .headers = headers,
        .subprotocol = "claimstead.v1.json",
        .crt_bundle_attach = esp_crt_bundle_attach,
        .enable_close_reconnect = true, /* or it stops for ever after a clean close */
        .buffer_size = FRAME_BYTES,
        .ping_interval_sec = 10,
        .pingpong_timeout_sec = 30, /* its 120 s are long for a device that shall be found */
    };
    client = esp_websocket_client_init(&config);
    ESP_ERROR_CHECK(esp_websocket_register_events(client, WEBSOCKET_EVENT_ANY, on_event, NULL));
    ESP_ERROR_CHECK(esp_websocket_client_start(client));
}
