/* Thousands of devices in one thread, so that what is measured is the server.
 *
 *     connections_load PORT TOKENS WINDOW
 *
 * TOKENS is a file with an AuthToken in each line; every one of them is a
 * device. It then obeys lines on its standard input and answers each with one:
 *
 *     storm        connect all of them, WINDOW at a time, each until its welcome
 *                  -> storm SECONDS OWN_CPU_SECONDS
 *     beat COUNT   send so many heartbeats, WINDOW at a time over all devices, each until its answer
 *                  -> beat SECONDS OWN_CPU_SECONDS
 *
 * Every answer is checked: status and accept key of the upgrade, the type of
 * the first frame, the type of the answer to a heartbeat. One that is wrong, or
 * ten seconds without any, ends the program with a sentence and status 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PER_SOURCE_ADDRESS = 4000, MOST_HELD = 4096, MOST_EVENTS = 512 };
enum stage { CONNECTING, ASKED, ACCEPTED, WELCOMED };

struct device {
    int socket;
    enum stage stage;
    int held; /* bytes of an unfinished answer in `bytes` */
    char bytes[MOST_HELD];
};

static struct device *devices;
static char (*tokens)[80];
static int count, window, port, poll_of_all;
static long answers; /* welcomes, or answers to heartbeats */

static void fail(const char *sentence, const char *detail) {
    fprintf(stderr, "connections_load: %s: %.200s\n", sentence, detail);
    exit(1);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

static double cpu_seconds(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

static void begin(int number) {
    struct device *device = &devices[number];
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1;
    device->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (device->socket < 0) fail("no socket", strerror(errno));
    setsockopt(device->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(device->socket, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    /* One address has too few ports for all of them, and for those of the round before. */
    from.sin_addr.s_addr = htonl(0x7F000100 + 1 + number / PER_SOURCE_ADDRESS);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(device->socket, (void *)&from, sizeof from)) fail("bind", strerror(errno));
    if (connect(device->socket, (void *)&to, sizeof to) && errno != EINPROGRESS) fail("connect", strerror(errno));
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = number};
    epoll_ctl(poll_of_all, EPOLL_CTL_ADD, device->socket, &event);
}

static void ask(int number) {
    char request[512];
    int length = snprintf(request, sizeof request,
        "GET /device HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Authorization: Bearer %s\r\n\r\n", port, tokens[number]);
    if (write(devices[number].socket, request, length) != length) fail("the upgrade was not sent", strerror(errno));
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = number};
    epoll_ctl(poll_of_all, EPOLL_CTL_MOD, devices[number].socket, &event);
    devices[number].stage = ASKED;
}

static void beat(int number) {
    static const unsigned char frame[] = {0x81, 0x80 | 10, 1, 2, 3, 4,
        '{' ^ 1, '"' ^ 2, 't' ^ 3, '"' ^ 4, ':' ^ 1, '"' ^ 2, 'h' ^ 3, 'b' ^ 4, '"' ^ 1, '}' ^ 2};
    if (write(devices[number].socket, frame, sizeof frame) != sizeof frame) fail("no heartbeat", strerror(errno));
}

/* Work off the whole answers that are held; what is left stays. */
static void take(struct device *device) {
    char *at = device->bytes, *end = at + device->held;
    if (device->stage == ASKED) {
        char *body = memmem(at, end - at, "\r\n\r\n", 4);
        if (!body) return;
        *body = 0;
        if (strncmp(at, "HTTP/1.1 101 ", 13)) fail("refused", at);
        if (!strcasestr(at, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) fail("a wrong accept key", at);
        device->stage = ACCEPTED;
        at = body + 4;
    }
    while (end - at >= 2) {
        unsigned char *head = (unsigned char *)at;
        int length = head[1], skip = 2;
        if (length == 126) {
            if (end - at < 4) break;
            length = head[2] << 8 | head[3], skip = 4;
        }
        if (end - at < skip + length) break;
        if (head[0] != 0x81) fail("no text frame", at);
        const char *kind = device->stage == ACCEPTED ? "{\"t\":\"welcome\"" : "{\"t\":\"hb\"";
        if (!strncmp(at + skip, kind, strlen(kind))) {
            device->stage = WELCOMED;
            answers++;
        } else if (device->stage == ACCEPTED || strncmp(at + skip, "{\"t\":\"meta\"", 11)) {
            fail("not what was expected", at + skip);
        }
        at += skip + length;
    }
    device->held = end - at;
    memmove(device->bytes, at, device->held);
}

/* Wait for events, hand answers on; returns the devices that got one that counts. */
static int turn(int *answered) {
    struct epoll_event events[MOST_EVENTS];
    int found = epoll_wait(poll_of_all, events, MOST_EVENTS, 10000), many = 0;
    if (found <= 0) fail("no answer for ten seconds", "");
    for (int i = 0; i < found; i++) {
        int number = events[i].data.u32;
        struct device *device = &devices[number];
        if (device->stage == CONNECTING) {
            int error = 0;
            socklen_t size = sizeof error;
            getsockopt(device->socket, SOL_SOCKET, SO_ERROR, &error, &size);
            if (error) fail("no connection", strerror(error));
            ask(number);
            continue;
        }
        int got = read(device->socket, device->bytes + device->held, MOST_HELD - device->held);
        if (got < 0 && errno == EAGAIN) continue;
        if (got <= 0) fail("the server closed a connection", got ? strerror(errno) : "end of file");
        device->held += got;
        long before = answers;
        take(device);
        if (answers > before) answered[many++] = number;
    }
    return many;
}

static void storm(void) {
    int begun = 0, answered[MOST_EVENTS];
    answers = 0;
    while (answers < count) {
        while (begun < count && begun - answers < window) begin(begun++);
        turn(answered);
    }
}

static void beats(long wanted) {
    int answered[MOST_EVENTS], next = 0;
    long sent = 0;
    answers = 0;
    while (sent < window && sent < wanted) beat(next++ % count), sent++;
    while (answers < wanted) {
        int many = turn(answered);
        for (int i = 0; i < many && sent < wanted; i++, sent++) beat(next++ % count);
    }
}

int main(int arguments, char **values) {
    char line[128];
    if (arguments != 4) fail("usage", "connections_load PORT TOKENS WINDOW");
    port = atoi(values[1]), window = atoi(values[3]);
    FILE *file = fopen(values[2], "r");
    if (!file) fail("cannot read the tokens", values[2]);
    for (int room = 0; fgets(line, sizeof line, file); count++) {
        if (count == room) tokens = realloc(tokens, (room = room ? 2 * room : 1024) * sizeof *tokens);
        snprintf(tokens[count], sizeof *tokens, "%.*s", (int)strcspn(line, "\n"), line);
    }
    devices = calloc(count, sizeof *devices);
    poll_of_all = epoll_create1(0);
    while (fgets(line, sizeof line, stdin)) {
        double began = seconds(), worked = cpu_seconds();
        if (!strncmp(line, "storm", 5)) storm();
        else if (!strncmp(line, "beat ", 5)) beats(atol(line + 5));
        else fail("no such order", line);
        printf("%.4s %f %f\n", line, seconds() - began, cpu_seconds() - worked);
        fflush(stdout);
    }
    return 0;
}
