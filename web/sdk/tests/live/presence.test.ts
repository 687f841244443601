import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DeviceStatusChangedDocument,
  followPresence,
  isSuccess,
  presentState,
  RequestError,
  SessionOver,
  SignOutDocument,
  UpdateDeviceDocument,
  type Client,
  type DeviceLiveFragment,
  type Liveness,
} from "../../src/index.ts";
import { aTab, signIn, until, world } from "./world.ts";

async function rename(client: Client, name: string): Promise<void> {
  const input = { deviceId: world.deviceId, metadata: [{ name: "Device Name", value: name }] };
  const { updateDevice } = await client.request(UpdateDeviceDocument, { input });
  assert.ok(isSuccess(updateDevice));
}

test("followers see the present state, then each change", async () => {
  const tab = aTab();
  await signIn(tab);
  await rename(tab, "Cellar");
  const devices = until<DeviceLiveFragment>();
  const liveness = until<Liveness>();
  const stop = followPresence(tab, [world.deviceId], { changed: devices.collect, liveness: liveness.collect });

  const first = await devices.seen(({ name }) => name === "Cellar");
  assert.deepEqual([first.id, first.status, first.presence.isOnline], [world.deviceId, "CLAIMED", false]);
  await rename(tab, "Attic");
  await devices.seen(({ name }) => name === "Attic");
  await liveness.seen((now) => now === "live");
  stop();
});

test("where no event stream gets through, the state is asked for", async () => {
  const tab = aTab(undefined, (input, init) =>
    new Headers(init?.headers).get("accept") === "text/event-stream" ? Promise.reject(new TypeError("cut")) : fetch(input, init),
  );
  await signIn(tab);
  await rename(tab, "Porch");
  const devices = until<DeviceLiveFragment>();
  const liveness = until<Liveness>();
  const stop = followPresence(tab, [world.deviceId], { changed: devices.collect, liveness: liveness.collect });

  await devices.seen(({ name }) => name === "Porch");
  await liveness.seen((now) => now === "polling");
  stop();
});

test("a follower whose session is ended hears it, and is not connected for ever", async () => {
  const tab = aTab();
  await signIn(tab);
  const devices = until<DeviceLiveFragment>();
  const ended = until<unknown>();
  const stop = followPresence(tab, [world.deviceId], { changed: devices.collect, ended: ended.collect });
  await devices.seen(() => true);

  await tab.request(SignOutDocument, { input: { everywhere: false } });

  const reason = await ended.seen(() => true);
  assert.ok(reason instanceof SessionOver, String(reason));
  assert.equal(tab.session.state.status, "expired");
  stop();
});

test("a follower hears when a connection stands, and again after each break", async () => {
  let cut: (() => void) | undefined;
  const tab = aTab(undefined, async (input, init) => {
    if (new Headers(init?.headers).get("accept") !== "text/event-stream") return fetch(input, init);
    const line = new AbortController();
    cut = () => line.abort();
    return fetch(input, { ...init, signal: AbortSignal.any([line.signal, ...(init?.signal ? [init.signal] : [])]) });
  });
  await signIn(tab);
  const heard = until<string>();
  const told: string[] = [];
  const hear = (what: string) => {
    told.push(what);
    heard.collect(told.join(" "));
  };
  const stop = tab.subscribe(DeviceStatusChangedDocument, { deviceIds: [world.deviceId] }, {
    next: () => hear("next"),
    connected: () => hear("connected"),
    interrupted: () => hear("interrupted"),
  });
  await heard.seen((all) => all === "connected next");
  cut?.();
  await heard.seen((all) => all === "connected next interrupted connected next");
  stop();
});

test("a subscription that is wrong as such ends with why", async () => {
  const tab = aTab();
  await signIn(tab);
  const ended = until<unknown>();
  tab.subscribe(DeviceStatusChangedDocument, { deviceIds: ["nonsense"] }, { next: () => undefined, error: ended.collect });
  const reason = await ended.seen(() => true);
  assert.ok(reason instanceof RequestError, String(reason));
  assert.ok(["BAD_REQUEST", "FORBIDDEN"].includes(reason.code), reason.code);
});

test("the present state of more devices than one request may name", async () => {
  const tab = aTab();
  await signIn(tab);
  const ids = [...Array.from({ length: 20 }, () => world.unclaimed), world.deviceId];
  const states = await presentState(tab, ids);
  assert.deepEqual(states.map(({ id }) => id), [world.deviceId]);
});
