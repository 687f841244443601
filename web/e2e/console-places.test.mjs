// The console's places: batches, templates, devices, organizations, brand, activity, account. Of each its main acts and a refusal.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { assertAccessible, assertFits, comesTo, DESK, launch, open, PHONE, signIn } from "./browser.mjs";
import { api, OWNER, PASSWORD, signedIn, startServer } from "./server.mjs";

/** A PNG of 32 × 32 green pixels. */
const LOGO = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAALElEQVR42u3NMQEAMAgAIF0RS9nD/t9K6AcFyJqOSy+OCQQCgUAgEAgEgi0fQxsBIqQqqGgAAAAASUVORK5CYII=", "base64");
const COMMAND = fileURLToPath(new URL("../../.venv/bin/claimstead", import.meta.url));
const ADMIN = "admin@acme.example";

let server;
let browser;
let token;
let root;

before(async () => {
  server = await startServer();
  browser = await launch();
  token = await signedIn(server.url);
  root = (await ask("{ viewer { memberships { organization { id name } } } }")).viewer.memberships[0].organization.id;
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

function ask(query, variables = {}) {
  return api(server.url, query, variables, token);
}

/** Follows one test with a page of its own, and demands that the page complained of nothing. */
function onPage(name, options, work) {
  test(name, async () => {
    const page = await open(browser, server.url, options);
    try {
      await work(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });
}

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const told = (page, text) => page.getByText(text).first().waitFor();

describe("every place", () => {
  const places = ["/devices", "/batches", "/templates", "/templates/new", "/organizations", "/organizations?tab=members", "/organizations?tab=invitations", "/organizations?tab=plan", "/organizations?tab=mails", "/brand", "/activity", "/account"];
  for (const [viewport, colorScheme] of [
    [{ width: 360, height: 740 }, "light"],
    [PHONE, "light"],
    [PHONE, "dark"],
    [DESK, "light"],
    [DESK, "dark"],
  ]) {
    onPage(`fits and is accessible at ${viewport.width} px, ${colorScheme}`, { viewport, colorScheme }, async (page) => {
      await signIn(page, places[0]);
      for (const place of places) {
        await page.goto(place);
        await page.locator("#page-title").waitFor();
        await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root, [aria-busy="true"]') === null);
        await assertFits(page, place);
        await assertAccessible(page, place);
      }
    });
  }

  onPage("speaks German as a whole", { locale: "de-DE" }, async (page) => {
    await page.goto("/devices");
    await page.getByLabel("E-Mail", { exact: true }).fill(OWNER);
    await page.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Anmelden", exact: true }).click();
    await heading(page, "Geräte");
    for (const [place, title] of [["/devices", "Geräte"], ["/batches", "Chargen"], ["/templates", "Vorlagen"], ["/organizations", "Organisationen"], ["/brand", "Marke"], ["/activity", "Aktivität"], ["/account", "Konto"]]) {
      await page.goto(place);
      await heading(page, title);
    }
  });
});

describe("batches", () => {
  onPage("show how far a batch is, and lead to its tokens and its export", {}, async (page) => {
    const { templates } = (await ask("query($id: ID!) { organization(id: $id) { templates(first: 10) { edges { node { id name } } } } }", { id: root })).organization;
    const template = templates.edges.find(({ node }) => node.name === "Climate Sensor").node.id;
    await signIn(page, "/batches");
    await page.getByRole("table", { name: "Batches" }).waitFor();
    await ask("mutation($input: CreateTokenBatchInput!) { createTokenBatch(input: $input) { __typename } }", { input: { organizationId: root, templateId: template, count: 20_000, name: "Second run" } });
    await page.reload();
    await page.getByRole("row", { name: /Second run.*Complete/ }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Open Second run" }).click();
    await heading(page, "Second run");
    await told(page, "All 20,000 tokens");
    await page.getByRole("link", { name: "Export" }).click();
    await page.getByRole("dialog").waitFor();
  });

  onPage("say when there is no such batch", {}, async (page) => {
    await signIn(page, "/batches/nothing");
    await page.getByRole("alert").or(page.getByRole("heading", { name: "There is nothing here for you" })).first().waitFor();
    // An id that is none of the API's is refused by it, which the browser notes.
    page.faults.length = 0;
  });
});

describe("templates", () => {
  onPage("are created with fields, changed and archived; a faulty field is said at the field", {}, async (page) => {
    await signIn(page, "/templates/new");
    await page.getByRole("button", { name: "Create template" }).click();
    await told(page, "Give the product a name.");
    await page.getByLabel("Product name").fill("Door Lock");
    await page.getByRole("button", { name: "Add a field" }).click();
    await page.getByLabel("Field name").fill("Auth Token");
    await page.getByRole("button", { name: "Create template" }).click();
    await page.getByRole("alert").getByText("The field “Auth Token” cannot be").waitFor();
    await page.getByLabel("Field name").fill("Finish");
    await page.getByLabel("Type").selectOption("CHOICE");
    await page.getByRole("combobox", { name: "Choices" }).fill("Brass");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Create template" }).click();
    await heading(page, "Door Lock");
    await page.getByLabel("Heartbeat").fill("2");
    await page.getByRole("button", { name: "Save template" }).click();
    await told(page, "A whole number from 5 to 3,600, please.");
    await page.getByLabel("Heartbeat").fill("60");
    await page.getByRole("button", { name: "Save template" }).click();
    await told(page, "The template is saved.");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as PDF" }).click();
    assert.equal((await readFile(await (await download).path())).subarray(0, 5).toString(), "%PDF-");
    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
    await told(page, "It stays as it is, for the devices that were made with it.");
    assert.equal(await page.getByRole("button", { name: "Save template" }).count(), 0);
  });

  onPage("ask before typed work would be lost", {}, async (page) => {
    await signIn(page, "/templates/new");
    await page.getByLabel("Product name").fill("Half a thought");
    await page.getByRole("link", { name: "Devices", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await page.getByLabel("Product name").inputValue(), "Half a thought");
    await page.getByRole("link", { name: "Devices", exact: true }).click();
    await dialog.getByRole("button", { name: "Leave without saving" }).click();
    await heading(page, "Devices");
  });

  onPage("ask before the back or forward button would lose it, and go where it leads when that is wanted", {}, async (page) => {
    await signIn(page, "/templates");
    await page.getByRole("link", { name: "New template" }).click();
    await heading(page, "New template");
    await page.getByRole("link", { name: "Devices", exact: true }).click();
    await heading(page, "Devices");
    await page.goBack();
    await page.getByLabel("Product name").fill("Half a thought");
    const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
    for (const step of [() => history.back(), () => history.forward(), () => history.go(-1)]) {
      await page.evaluate(step);
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await dialog.waitFor({ state: "detached" });
      assert.ok(page.url().endsWith("/templates/new"));
      assert.equal(await page.getByLabel("Product name").inputValue(), "Half a thought");
    }
    // The browser asks by itself before it reloads.
    page.once("dialog", (question) => void question.accept());
    await page.reload();
    await page.getByLabel("Product name").fill("Another thought");
    await page.evaluate(() => history.back());
    await dialog.getByRole("button", { name: "Leave without saving" }).click();
    await heading(page, "Templates");
    // What lay ahead is there still, and with nothing typed nobody is asked.
    await page.goForward();
    await heading(page, "New template");
    await page.goForward();
    await heading(page, "Devices");
  });
});

describe("devices", () => {
  onPage("are narrowed in the address, opened, made to blink, renamed and moved", {}, async (page) => {
    await signIn(page, "/devices");
    await page.getByLabel("Status", { exact: true }).selectOption("CLAIMED");
    await page.waitForURL(/status=CLAIMED/);
    await page.getByRole("button", { name: "Open Lobby" }).click();
    await heading(page, "Lobby");
    await page.getByRole("main").getByText("Online", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Blink" }).click();
    await told(page, "Lobby was asked to blink.");
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByLabel("Manufactured On").fill("");
    await page.getByLabel("Offset").fill("much");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("alert").getByText("Some values do not fit their fields.").waitFor();
    await page.getByLabel("Offset").fill("1.5");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await told(page, "The values are saved.");
    await page.getByRole("button", { name: "Move" }).click();
    await page.getByRole("dialog").getByRole("radio", { name: "Green Valley Farms" }).check();
    await page.getByRole("button", { name: "Move the device" }).click();
    await told(page, "The device is in Green Valley Farms now.");
  });

  onPage("are offered to somebody, and the offer is taken back; its owner is refused as the receiver", {}, async (page) => {
    const created = await ask("mutation($input: CreateDeviceInput!) { createDevice(input: $input) { ... on CreateDeviceSuccess { device { id } } ... on UserError { message } } }", { input: { organizationId: root, templateId: await plugTemplate() } });
    await signIn(page, `/devices/${encodeURIComponent(created.createDevice.device.id)}`);
    await page.getByRole("button", { name: "Give to somebody" }).click();
    await page.getByLabel("Email address of the receiver").fill(OWNER);
    await page.getByRole("button", { name: "Send the offer" }).click();
    await page.getByRole("dialog").getByRole("alert").getByText("The device belongs to this address already.").waitFor();
    await page.getByLabel("Email address of the receiver").fill("friend@mail.example");
    await page.getByRole("button", { name: "Send the offer" }).click();
    await told(page, "On offer to friend@mail.example until");
    await page.getByRole("button", { name: "Take the offer back" }).click();
    await told(page, "The offer is taken back.");
    await page.getByRole("button", { name: "Give up", exact: true }).click();
    await page.getByRole("button", { name: "Give the device up" }).click();
    await told(page, "You have given");
  });

  onPage("are made by hand, and the AuthToken is shown once", {}, async (page) => {
    await signIn(page, "/devices");
    await page.getByRole("button", { name: "Add by hand" }).click();
    await page.getByRole("dialog").getByLabel("Template").selectOption({ label: "Smart Plug" });
    await page.getByRole("button", { name: "Create the device" }).click();
    const shown = page.getByRole("dialog", { name: "Copy the AuthToken now" });
    assert.match(await shown.locator("code").innerText(), /^csd_[0-9A-Za-z]{36}$/);
    await assertAccessible(page, "the dialog with an AuthToken");
    await shown.getByRole("button", { name: "I have it" }).click();
    await heading(page, "Smart Plug");
    assert.doesNotMatch(await page.content(), /csd_[0-9A-Za-z]{36}/);
  });

  onPage("are suspected of being clones when two fight over an AuthToken, until somebody has looked after it", {}, async (page) => {
    const created = (await ask("mutation($input: CreateDeviceInput!) { createDevice(input: $input) { ... on CreateDeviceSuccess { authToken device { id } } ... on UserError { message } } }", { input: { organizationId: root, templateId: await plugTemplate() } })).createDevice;
    const fight = spawn(COMMAND, ["devsim", "--profile", "clone", "--tokens-file", "-", "--url", `${server.url.replace("http", "ws")}/device`], { stdio: ["pipe", "ignore", "ignore"] });
    fight.stdin.end(`${created.authToken}\n`);
    try {
      const suspected = async () => (await ask("query($id: ID!) { device(id: $id) { staticToken { cloneSuspectedAt } } }", { id: created.device.id })).device.staticToken.cloneSuspectedAt !== null;
      for (let seconds = 0; !(await suspected()); seconds += 1) {
        assert.ok(seconds < 60, "two devices fought for a minute, and nobody suspected them");
        await sleep(1000);
      }
    } finally {
      fight.kill("SIGINT");
      await once(fight, "exit");
    }
    await signIn(page, `/devices/${encodeURIComponent(created.device.id)}`);
    await told(page, "Two devices may have this AuthToken");
    await assertAccessible(page, "a device that may be a clone");
    await page.getByRole("button", { name: "I have looked after it" }).click();
    await told(page, "The suspicion is dismissed.");
    await page.getByText("Two devices may have this AuthToken").waitFor({ state: "detached" });
  });

  onPage("show an operator no way to change what is not theirs", {}, async (page) => {
    await signIn(page, "/devices?status=CLAIMED", "operator@acme.example");
    await page.getByRole("table", { name: "Devices" }).getByRole("button").first().click();
    await page.getByRole("heading", { name: "Ownership" }).waitFor();
    for (const name of ["Edit", "Move", "Give up", "Disclaim"]) assert.equal(await page.getByRole("button", { name, exact: true }).count(), 0, name);
  });
});

async function plugTemplate() {
  const { templates } = (await ask("query($id: ID!) { organization(id: $id) { templates(first: 10) { edges { node { id name } } } } }", { id: root })).organization;
  return templates.edges.find(({ node }) => node.name === "Smart Plug").node.id;
}

describe("organizations", () => {
  onPage("are created, renamed, moved and archived; what holds something is not archived", {}, async (page) => {
    await signIn(page, "/organizations");
    await page.getByRole("button", { name: "New organization below Acme" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: false }).first().fill("Harbour Offices");
    await dialog.getByRole("button", { name: "Create it" }).click();
    await page.getByRole("heading", { level: 2, name: "Harbour Offices" }).waitFor();
    const more = async (item) => {
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await more("Rename");
    await dialog.getByLabel("Short name").fill("bluebird-hotels");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await dialog.getByRole("alert").getByText("Another organization is called bluebird-hotels.").waitFor();
    await dialog.getByLabel("Short name").fill("harbour");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await told(page, "The organization is renamed.");
    await more("Move");
    await dialog.getByRole("radio", { name: "Green Valley Farms" }).check();
    await dialog.getByRole("button", { name: "Move it" }).click();
    await told(page, "Harbour Offices stands below Green Valley Farms now.");
    await more("Archive");
    await dialog.getByLabel("Type harbour to confirm").fill("harbour");
    await dialog.getByRole("button", { name: "Archive it" }).click();
    await told(page, "Harbour Offices is archived.");
    await page.getByRole("link", { name: "Bluebird Hotels" }).click();
    await page.getByRole("heading", { level: 2, name: "Bluebird Hotels" }).waitFor();
    await more("Archive");
    await dialog.getByLabel(/Type .* to confirm/).fill("bluebird-hotels");
    await dialog.getByRole("button", { name: "Archive it" }).click();
    await dialog.getByRole("alert").getByText("It still holds").waitFor();
  });

  onPage("are archived with any number of members, when the number is the present one", { viewport: PHONE }, async (page) => {
    const { createOrganization } = await ask("mutation($input: CreateOrganizationInput!) { createOrganization(input: $input) { ... on CreateOrganizationSuccess { organization { id } } } }", { input: { parentId: root, name: "Closing Down", slug: "closing" } });
    const { id } = createOrganization.organization;
    await ask("mutation($input: InviteMemberInput!) { inviteMember(input: $input) { __typename } }", { input: { organizationId: id, email: "last@closing.example", role: "MEMBER" } });
    const invitation = await server.mailedLink("invitation", "last@closing.example");
    const { acceptInvitation } = await server.api("mutation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { __typename } }", { input: { token: invitation, password: "a lighthouse in fog" } });
    assert.equal(acceptInvitation.__typename, "AcceptInvitationSuccess");
    await signIn(page, `/organizations/${encodeURIComponent(id)}`);
    // So many cannot be invited in a test: once the number is another one, which the server does not believe.
    let isFirst = true;
    await page.route("**/graphql", (route) => {
      if (!isFirst || !route.request().postDataJSON()?.query.includes("query MemberCount")) return route.fallback();
      isFirst = false;
      return route.fulfill({ json: { data: { organization: { id, members: { totalCount: 143 } } } } });
    });
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Archive" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("143 members lose their place by it.").waitFor();
    await assertAccessible(page, "the dialog that archives, on a phone");
    await dialog.getByLabel("Type closing to confirm").fill("closing");
    const sent = page.waitForRequest((request) => request.postDataJSON()?.query?.includes("archiveOrganization("));
    await dialog.getByRole("button", { name: "Archive it" }).click();
    assert.equal((await sent).postDataJSON().variables.input.confirmMembers, 143);
    await dialog.getByRole("alert").getByText("confirm the number of members").waitFor();
    await dialog.getByText("1 member loses their place by it.").waitFor();
    await dialog.getByRole("button", { name: "Archive it" }).click();
    await told(page, "Closing Down is archived.");
  });

  onPage("have members whose roles change; the last owner cannot leave", {}, async (page) => {
    await signIn(page, "/organizations?tab=members");
    await page.getByLabel("Role of operator@acme.example").selectOption("MEMBER");
    await told(page, "operator@acme.example: Member from now on.");
    await page.getByLabel("Role of operator@acme.example").selectOption("OPERATOR");
    await told(page, "operator@acme.example: Operator from now on.");
    await page.getByRole("tab", { name: "Overview" }).click();
    await page.getByRole("button", { name: "Leave Acme" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await page.getByRole("dialog").getByRole("alert").getByText("Nobody else owns Acme.").waitFor();
  });

  onPage("invite by mail, once for an address; the mail stands in the outbox", {}, async (page) => {
    await signIn(page, "/organizations?tab=invitations");
    const invite = async () => {
      await page.getByRole("button", { name: "Invite somebody" }).click();
      await page.getByRole("dialog").getByLabel("Email").fill("desk@harbour.example");
      await page.getByRole("button", { name: "Send the invitation", exact: true }).click();
    };
    await invite();
    await told(page, "The invitation is on its way to desk@harbour.example.");
    await invite();
    await page.getByRole("dialog").getByRole("alert").getByText("This address has an open invitation.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Send the invitation of desk@harbour.example again" }).click();
    await told(page, "A new link is on its way");
    await page.getByRole("button", { name: "Revoke the invitation of desk@harbour.example" }).click();
    await told(page, "leads nowhere now.");
    await page.goto("/organizations?tab=mails");
    await page.getByRole("table", { name: "Mails" }).getByText("desk@harbour.example").first().waitFor();
  });

  onPage("tell what the plan allows, and refuse one that is too small", {}, async (page) => {
    await signIn(page, "/organizations?tab=plan");
    await told(page, "of 10,000,000");
    await page.getByRole("button", { name: "Change to FREE" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Change to FREE" }).click();
    await page.getByRole("dialog").getByRole("alert").getByText("You use more than the plan FREE allows.").waitFor();
    await page.getByRole("dialog").getByRole("listitem").first().waitFor();
  });
});

describe("the brand", () => {
  onPage("changes with a preview; colours that cannot be read are not sent", {}, async (page) => {
    await signIn(page, "/brand");
    await page.getByLabel("Display name").fill("Acme Home");
    await page.getByText("Acme Home").first().waitFor();
    await page.getByLabel(/^Text on it: /).uncheck();
    await page.getByLabel("Text on it", { exact: true }).fill("#1f6f50");
    await told(page, "Too low: text needs 4.5 : 1.");
    await page.getByRole("button", { name: "Save the brand" }).click();
    await page.getByLabel(/^Text on it: /).check();
    await page.getByLabel("Support page").fill("ftp://acme.example");
    await page.getByRole("button", { name: "Save the brand" }).click();
    await page.getByRole("alert").getByText("cannot be used").waitFor();
    await page.getByLabel("Support page").fill("https://acme.example/help");
    await page.getByRole("button", { name: "Save the brand" }).click();
    await told(page, "The brand is saved.");
    assert.equal((await ask('{ brand(slug: "acme") { displayName } }')).brand.displayName, "Acme Home");
    await page.getByLabel("Display name").fill("Acme");
    await page.getByRole("button", { name: "Save the brand" }).click();
    await page.getByRole("button", { name: "Save the brand" }).and(page.locator("[disabled]")).waitFor();
  });

  onPage("asks before the host on printed codes changes", {}, async (page) => {
    await signIn(page, "/brand");
    await page.getByLabel("Claim host").fill("c.acme.example");
    await page.getByRole("button", { name: "Save the brand" }).click();
    await page.getByLabel("Change it; the present host goes on answering").waitFor();
    await assertAccessible(page, "the question about the claim host");
    await page.getByRole("alert").getByText("static tokens may be printed").waitFor();
  });

  onPage("takes a logo and gives it back; what is no picture is refused", {}, async (page) => {
    await signIn(page, "/brand");
    const input = page.locator('input[type="file"]');
    await input.setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
    await page.getByRole("alert").getByText("This is no PNG, JPEG or WebP file.").waitFor();
    await input.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("not a picture") });
    await page.getByRole("alert").getByText("Choose another file.").waitFor();
    page.faults.length = 0; // The browser notes the refused upload.
    await input.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: LOGO });
    await page.getByRole("img", { name: "Logo of Acme" }).waitFor();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await told(page, "No logo yet");
  });

  onPage("is not for those below the root", {}, async (page) => {
    await signIn(page, "/brand", "member@bluebird.example");
    await page.getByRole("heading", { name: "The brand belongs to the organization at the top" }).waitFor();
  });
});

describe("activity", () => {
  onPage("shows an act as it happens, is narrowed in the address, and is saved as CSV", {}, async (page) => {
    await signIn(page, "/activity");
    await page.getByText("Batch complete").first().waitFor();
    await page.getByText("A customer's device").first().waitFor();
    const name = `Live ${Date.now()}`;
    await ask("mutation($input: CreateTemplateInput!) { createTemplate(input: $input) { __typename } }", { input: { organizationId: root, name } });
    await page.getByText(`“${name}”`).waitFor();
    await page.getByRole("combobox", { name: "What happened" }).click();
    await page.getByRole("option", { name: "Device claimed" }).click();
    await page.waitForURL(/kinds=DEVICE_CLAIMED/);
    await page.getByText(`“${name}”`).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\r\n");
    assert.match(lines[0], /^At,Kind,/);
    assert.ok(lines.length > 1 && lines.slice(1).every((line) => line.includes("DEVICE_CLAIMED")));
  });

  onPage("says that nothing fits, and that a member's role does not reach", {}, async (page) => {
    await signIn(page, "/activity?since=2020-01-01&until=2020-01-02");
    await page.getByRole("heading", { name: "No event fits" }).waitFor();
    const other = await open(browser, server.url);
    await signIn(other, "/activity", "member@bluebird.example");
    await other.getByRole("heading", { name: "Your role does not reach this page" }).waitFor();
    await other.context().close();
  });
});

describe("the account", () => {
  onPage("refuses a wrong password, changes it, and ends other sessions", {}, async (page) => {
    await signedIn(server.url, ADMIN);
    await signIn(page, "/account", ADMIN);
    const fill = async (old, next, again = next) => {
      await page.getByLabel("Present password", { exact: true }).fill(old);
      await page.getByLabel("New password", { exact: true }).fill(next);
      await page.getByLabel("New password once more", { exact: true }).fill(again);
      await page.getByRole("button", { name: "Change the password" }).click();
    };
    await fill(PASSWORD, "short");
    await told(page, "At least 10 characters, please.");
    await fill("not my password", "a lighthouse in fog");
    await page.getByRole("alert").getByText("This is not your password.").waitFor();
    await page.getByRole("button", { name: /^Sign out Unnamed/ }).first().click();
    await told(page, "That session is signed out.");
    await fill(PASSWORD, "a lighthouse in fog");
    await told(page, "The password is changed.");
    await fill("a lighthouse in fog", PASSWORD);
    await told(page, "The password is changed.");
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  onPage("chooses language and colours", {}, async (page) => {
    await signIn(page, "/account");
    await page.getByLabel("Language", { exact: true }).selectOption("de");
    await heading(page, "Konto");
    await page.getByLabel("Farben", { exact: true }).selectOption("dark");
    await comesTo(page, () => document.documentElement.dataset.mantineColorScheme, "dark");
  });

  onPage("is not deleted by its last owner", {}, async (page) => {
    await signIn(page, "/account");
    await page.getByRole("button", { name: "Delete the account" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Password", { exact: false }).first().fill(PASSWORD);
    await dialog.getByLabel(`Type ${OWNER} to confirm`).fill(OWNER);
    await dialog.getByRole("button", { name: "Delete it for ever" }).click();
    await dialog.getByRole("alert").getByText("Nobody else owns Acme.").waitFor();
  });
});
