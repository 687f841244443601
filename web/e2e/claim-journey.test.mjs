// A customer with a phone and a box: from the label to a device that is online, and what comes later.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertAccessible, comesTo, launch, open, PHONE } from "./browser.mjs";
import { PASSWORD, startServer } from "./server.mjs";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const heading = (page, name) => page.getByRole("heading", { level: 1, name });

test("a new customer scans, signs up, claims before confirming the address, and sees the device come online", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE });

  await page.goto(`${server.url}/C/${token.qrToken}`);
  await heading(page, "Set up your Climate Sensor").waitFor();
  await assertAccessible(page);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByText("Your Climate Sensor is added next.").waitFor();
  await comesTo(page, () => document.activeElement?.textContent, "Create your account", "The focus goes along.");
  await assertAccessible(page);
  await page.getByLabel("Email").fill("ada@home.example");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Too short: at least 10 characters.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill("a lamp in the window");
  await page.getByRole("button", { name: "Continue" }).click();

  await heading(page, "Add this device?").waitFor();
  await assertAccessible(page);
  await page.getByLabel("Name").fill("Kitchen");
  await page.getByRole("button", { name: "Add device" }).click();
  await heading(page, "Added to your account").waitFor();
  await page.getByText("Waiting for Kitchen…").waitFor();
  await assertAccessible(page);
  assert.ok(!page.url().includes(token.qrToken), "The code is no longer in the address.");

  const takeOff = await server.connectDevice(token.id);
  await page.getByText("Online", { exact: true }).waitFor({ timeout: 20_000 });
  await assertAccessible(page);
  await page.getByRole("button", { name: "Blink it" }).click();
  await page.getByText("Asked. Watch the device.").waitFor();

  await page.goto(await server.mailedLink("verify", "ada@home.example"));
  await heading(page, "Address confirmed").waitFor();
  assert.equal(new URL(page.url()).hash, "", "The token has left the address bar.");
  await assertAccessible(page);
  await page.getByRole("link", { name: "Continue" }).click();
  await heading(page, "My devices").waitFor();
  await page.getByRole("link", { name: /Kitchen/ }).filter({ hasText: "Online" }).waitFor();
  await assertAccessible(page);

  await takeOff();
  await page.getByRole("link", { name: /Kitchen/ }).filter({ hasText: "Offline" }).waitFor({ timeout: 20_000 });
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a customer signs in, renames, gives away, takes the offer back, and removes", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(`${server.url}/c/${token.qrToken.toLowerCase()}`);
  await page.getByRole("link", { name: "I have an account" }).click();
  await page.getByLabel("Email").fill("customer@mail.example");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Email or password is wrong.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Add device" }).click();
  await heading(page, "Added to your account").waitFor();
  // Repeating is safe: the same label again is the same success.
  await page.goto(`${server.url}/C/${token.qrToken}`);
  await page.getByRole("button", { name: "Add device" }).click();
  await heading(page, "Added to your account").waitFor();

  await page.getByRole("link", { name: "To my devices" }).click();
  const mine = page.getByRole("link", { name: /Not online yet/ });
  await mine.first().click();
  await page.getByRole("button", { name: "Rename" }).click();
  await assertAccessible(page);
  await page.getByLabel("Name", { exact: true }).fill("Balcony");
  await page.getByRole("button", { name: "Save" }).click();
  await heading(page, "Balcony").waitFor();
  await page.getByText("Renamed.").waitFor();

  await page.getByRole("button", { name: "Give away" }).click();
  await page.getByLabel("Email of the new owner").fill("friend@home.example");
  await page.getByRole("button", { name: "Offer it" }).click();
  await page.getByText(/Confirm your address first/).waitFor();
  await assertAccessible(page);
  const verification = await server.mailedLink("verify", "customer@mail.example");
  await page.goto(verification);
  await heading(page, "Address confirmed").waitFor();
  await page.goto(`${server.url}/claim/devices`);
  await page.getByRole("link", { name: /Balcony/ }).click();
  await page.getByRole("button", { name: "Give away" }).click();
  await page.getByLabel("Email of the new owner").fill("customer@mail.example");
  await page.getByRole("button", { name: "Offer it" }).click();
  await page.getByText("The device belongs to this address already.").waitFor();
  await page.getByLabel("Email of the new owner").fill("friend@home.example");
  await page.getByRole("button", { name: "Offer it" }).click();
  await page.getByText(/Offered to friend@home.example, until/).waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "Take the offer back" }).click();
  await page.getByText("The offer is taken back.").waitFor();

  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByText("Whoever has the code on its label can add it, you too.").waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "Remove it" }).click();
  await heading(page, "My devices").waitFor();
  await page.getByRole("link", { name: /Living Room/ }).waitFor();
  assert.equal(await page.getByRole("link", { name: /Balcony/ }).count(), 0);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a device that is offered by mail goes to a person who signs up for it", async () => {
  const [token] = await server.freeTokens(1);
  const giver = await server.signIn("customer@mail.example");
  await server.verify("customer@mail.example");
  const claim = "mutation($input: ClaimDeviceInput!) { claimDevice(input: $input) { ... on ClaimDeviceSuccess { device { id } } } }";
  const { claimDevice } = await server.api(claim, { input: { qrToken: token.qrToken, name: "Shed" } }, giver);
  const offer = "mutation($input: OfferDeviceTransferInput!) { offerDeviceTransfer(input: $input) { __typename } }";
  const input = { deviceId: claimDevice.device.id, email: "grace@home.example" };
  assert.equal((await server.api(offer, { input }, giver)).offerDeviceTransfer.__typename, "OfferDeviceTransferSuccess");

  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(await server.mailedLink("transfer", "grace@home.example"));
  await heading(page, "A device is offered to you").waitFor();
  assert.equal(new URL(page.url()).hash, "");
  await assertAccessible(page);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Email").fill("grace@home.example");
  await page.getByLabel("Password", { exact: true }).fill("compilers are kind");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Accept" }).click();
  await heading(page, "Added to your account").waitFor();
  // Under the factory's name: what the giver called it is gone.
  assert.equal(await page.getByText("Shed").count(), 0);

  await page.goto(`${server.url}/transfer#gone`);
  await page.getByRole("button", { name: "Accept" }).click();
  await heading(page, "This offer is not open for you").waitFor();
  await page.getByText("You are signed in as grace@home.example.").waitFor();
  await page.context().close();
});

test("an offer waits in the receiver's list of devices, and is declined there", async () => {
  const [token] = await server.freeTokens(1);
  const giver = await server.signIn("grace@home.example", "compilers are kind");
  await server.verify("grace@home.example");
  const claim = "mutation($input: ClaimDeviceInput!) { claimDevice(input: $input) { ... on ClaimDeviceSuccess { device { id } } } }";
  const { claimDevice } = await server.api(claim, { input: { qrToken: token.qrToken } }, giver);
  const offer = "mutation($input: OfferDeviceTransferInput!) { offerDeviceTransfer(input: $input) { __typename } }";
  await server.api(offer, { input: { deviceId: claimDevice.device.id, email: "ada@home.example" } }, giver);

  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(`${server.url}/claim/sign-in`);
  await page.getByLabel("Email").fill("ada@home.example");
  await page.getByLabel("Password", { exact: true }).fill("a lamp in the window");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "A Climate Sensor is offered to you" }).waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "No, thank you" }).click();
  await page.getByRole("heading", { name: "A Climate Sensor is offered to you" }).waitFor({ state: "detached" });
  await page.context().close();
});

test("a device that stays away for minutes brings hints, and no failure", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.clock.install();
  await page.goto(`${server.url}/claim/sign-in`);
  await page.getByLabel("Email").fill("ada@home.example");
  await page.getByLabel("Password", { exact: true }).fill("a lamp in the window");
  await page.getByRole("button", { name: "Sign in" }).click();
  await heading(page, "My devices").waitFor();
  await page.goto(`${server.url}/C/${token.qrToken}`);
  await page.getByRole("button", { name: "Add device" }).click();
  await page.getByText("Wait until its light shows").waitFor();
  assert.equal(await page.getByText("This takes longer than usual.").count(), 0);
  await page.clock.fastForward("03:01");
  await page.getByText("This takes longer than usual. Your device is yours all the same.").waitFor();
  await assertAccessible(page);
  await page.context().close();
});

test("an invited client chooses a password, and somebody else's invitation is not theirs", async () => {
  const organizationId = await server.organization();
  const invite = "mutation($input: InviteMemberInput!) { inviteMember(input: $input) { __typename ... on UserError { message } } }";
  const { inviteMember } = await server.asOwner(invite, { input: { organizationId, email: "desk@aurora.example", role: "MEMBER" } });
  assert.equal(inviteMember.__typename, "InviteMemberSuccess", inviteMember.message);
  const link = await server.mailedLink("invitation", "desk@aurora.example");

  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(link);
  await heading(page, "You are invited to Acme").waitFor();
  await assertAccessible(page);
  await page.getByLabel("Choose a password").fill("a quiet night desk");
  await page.getByRole("button", { name: "Accept the invitation" }).click();
  await heading(page, "Welcome to Acme").waitFor();
  await assertAccessible(page);
  await page.goto(link);
  await heading(page, "This invitation no longer works").waitFor();
  await page.context().close();
});

test("a forgotten password is chosen anew by mail, once", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(`${server.url}/claim/sign-in`);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("Email").fill("member@bluebird.example");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await heading(page, "Look into your mail").waitFor();
  await assertAccessible(page);
  const link = await server.mailedLink("reset", "member@bluebird.example");
  await page.goto(link);
  await page.getByLabel("New password").fill("password1234");
  await page.getByRole("button", { name: "Save the password" }).click();
  await page.getByText(/not among the most common passwords/).waitFor();
  await assertAccessible(page);
  await page.getByLabel("New password").fill("another bird sings");
  await page.getByRole("button", { name: "Save the password" }).click();
  await heading(page, "Your password is changed").waitFor();
  await page.goto(link);
  await page.getByLabel("New password").fill("yet another bird");
  await page.getByRole("button", { name: "Save the password" }).click();
  await heading(page, "This link no longer works").waitFor();
  await page.getByRole("link", { name: "Get a new link" }).waitFor();
  await page.context().close();
});

test("an account is deleted, with its devices given up", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(`${server.url}/claim/sign-up`);
  await page.getByLabel("Email").fill("short@stay.example");
  await page.getByLabel("Password", { exact: true }).fill("here for a minute");
  await page.getByRole("button", { name: "Continue" }).click();
  await heading(page, "My devices").waitFor();
  await page.getByText("No devices yet.").waitFor();
  await assertAccessible(page);
  await page.getByRole("link", { name: "Account" }).click();
  await page.getByText("this one").waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Delete for ever" }).click();
  await page.getByText("This is not your password.").waitFor();
  await assertAccessible(page);
  await page.getByLabel("Password", { exact: true }).fill("here for a minute");
  await page.getByRole("button", { name: "Delete for ever" }).click();
  await heading(page, "Add a device").waitFor();
  await assert.rejects(server.signIn("short@stay.example", "here for a minute"));
  await page.context().close();
});
