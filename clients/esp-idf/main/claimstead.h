#pragma once

#include <stdbool.h>

/* Connect to `uri`, such as "wss://claim.acme.example/device", and stay connected. Needs the network and the default
 * event loop. Does nothing when the device has no AuthToken. */
void claimstead_start(const char *uri);

/* Yours: blink, beep. Called for the command `identify`; return at once. */
void claimstead_identify(void);

/* Yours: somebody owns the device now, or nobody does. */
void claimstead_claimed(bool claimed);
