import assert from "node:assert/strict";
import { test } from "node:test";

import {
  EndSessionDocument,
  InviteMemberDocument,
  memoryStorage,
  NetworkError,
  createClient,
  RequestError,
  SessionOver,
  SessionsDocument,
  SignOutDocument,
  ViewerDocument,
  type SessionState,
  type Storage,
  type TypedDocument,
} from "../../src/index.ts";
import { aTab, remembering, sharedStorage, signIn, world } from "./world.ts";

test("whoever signs in is who asks, and nobody before", async () => {
  const tab = aTab();
  assert.equal((await tab.request(ViewerDocument)).viewer, null);
  await signIn(tab);
  assert.equal((await tab.request(ViewerDocument)).viewer?.user.email, world.email);
  assert.equal(tab.session.state.status, "signed-in");
});

test("of many requests that need a fresh token one fetches it", async () => {
  const storage = memoryStorage();
  await signIn(aTab(storage));
  const { fetch, sent } = remembering();
  const reopened = aTab(storage, fetch);

  const answers = await Promise.all(Array.from({ length: 8 }, () => reopened.request(ViewerDocument)));

  assert.deepEqual(new Set(answers.map((each) => each.viewer?.user.email)), new Set([world.email]));
  assert.equal(sent.filter((name) => name === "RefreshSession").length, 1);
});

test("a token that grew old while the machine slept is not used", async (context) => {
  const { fetch, sent } = remembering();
  const tab = aTab(memoryStorage(), fetch);
  await signIn(tab);
  await tab.request(ViewerDocument);
  assert.ok(!sent.includes("RefreshSession"));
  context.mock.timers.enable({ apis: ["Date"], now: Date.now() + 15 * 60 * 1000 });
  await tab.request(ViewerDocument);
  assert.deepEqual(sent.slice(-2), ["RefreshSession", "Viewer"]);
});

test("tabs that refresh at the same time both go on, and so do those that come later", async () => {
  const tabOf = sharedStorage();
  await signIn(aTab(tabOf()));
  const tabs = [aTab(tabOf()), aTab(tabOf()), aTab(tabOf())];
  for (let round = 0; round < 2; round += 1) {
    const answers = await Promise.all(tabs.map((tab) => tab.request(ViewerDocument)));
    assert.deepEqual(answers.map((each) => each.viewer?.user.email), tabs.map(() => world.email));
    for (const tab of tabs) await tab.session.renew((await tab.session.accessToken())!);
  }
  assert.equal((await aTab(tabOf()).request(ViewerDocument)).viewer?.user.email, world.email);
});

test("signing out in one tab signs the others out, and signing in signs them in", async () => {
  const tabOf = sharedStorage();
  const [here, there] = [aTab(tabOf()), aTab(tabOf())];
  const seen: SessionState["status"][] = [];
  there.session.onChange((state) => seen.push(state.status));

  await signIn(here);
  await Promise.resolve();
  assert.equal((await there.request(ViewerDocument)).viewer?.user.email, world.email);
  await here.request(SignOutDocument, { input: { everywhere: false } });
  here.session.end();
  await Promise.resolve();

  assert.deepEqual(seen, ["signed-in", "signed-out"]);
  assert.equal((await there.request(ViewerDocument)).viewer, null);
});

test("a session that was ended elsewhere is over: it says so once and is forgotten", async () => {
  const kept = memoryStorage();
  const [phone, laptop] = [aTab(kept), aTab()];
  await signIn(phone);
  await signIn(laptop);
  const mine = (await phone.request(SessionsDocument, { first: 50 })).viewer?.sessions.edges;
  const sessionId = mine?.find(({ node }) => node.isCurrent)?.node.id ?? "";
  await laptop.request(EndSessionDocument, { input: { sessionId } });
  const seen: SessionState["status"][] = [];
  phone.session.onChange((state) => seen.push(state.status));

  const invitation = { organizationId: "x", email: "a@example.com", role: "MEMBER" } as const;
  await assert.rejects(phone.request(InviteMemberDocument, { input: invitation }), SessionOver);

  assert.deepEqual(seen, ["expired"]);
  assert.equal(kept.read("claimstead.session"), null);
  assert.equal((await phone.request(ViewerDocument)).viewer, null);
  assert.equal(phone.session.state.status, "expired", "until somebody signs in again");
  await signIn(phone);
  assert.deepEqual(seen, ["expired", "signed-in"]);
});

test("a network that is away ends no session", async () => {
  const kept = memoryStorage();
  await signIn(aTab(kept));
  const offline = createClient({ url: "http://127.0.0.1:9/graphql", storage: kept });
  await assert.rejects(offline.request(ViewerDocument), NetworkError);
  assert.equal(offline.session.state.status, "signed-in");
  assert.equal((await aTab(kept).request(ViewerDocument)).viewer?.user.email, world.email);
});

test("what is stored by somebody else's hand counts as signed out", async () => {
  for (const text of ["", "{", "null", '{"refreshToken": 1}']) {
    const storage: Storage = { ...memoryStorage(), read: () => text };
    const tab = aTab(storage);
    assert.equal(tab.session.state.status, "signed-out");
    assert.equal((await tab.request(ViewerDocument)).viewer, null);
  }
});

test("a request that is wrong as such says why", async () => {
  const wrong = "query { nothing }" as TypedDocument<unknown, Record<string, never>>;
  await assert.rejects(aTab().request(wrong), (error) => error instanceof RequestError && error.code === "BAD_REQUEST");
});
