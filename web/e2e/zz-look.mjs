import { launch, openPage, isAccessible, PHONE } from "./browser.mjs";
import { mkdirSync } from "node:fs";
const url = "http://127.0.0.1:8131"; const out = "/tmp/claim-shots"; mkdirSync(out, {recursive:true});
const code = process.env.CODE;
const b = await launch();
const modes = (process.env.MODES ?? "pl,pd,wl,wd").split(",");
for (const mode of modes) {
  const { page, context, complaints } = await openPage(b, { viewport: mode[0]==="p" ? PHONE : {width:1440,height:900}, colorScheme: mode[1]==="l" ? "light":"dark", locale: process.env.LOCALE ?? "en-GB" });
  let n = 0;
  const shot = async (name) => { await page.waitForTimeout(500); await page.screenshot({ path: `${out}/${mode}-${name}.png`, fullPage: mode[0]==="p" }); try { await isAccessible(page) } catch (e) { console.log(mode, name, e.message.slice(0, 900)) } };
  const step = async (f, label) => { try { await f() } catch (e) { console.log(mode, "FAILED", label, e.message.split("\n").slice(0,3).join(" ")); await page.screenshot({ path: `${out}/${mode}-fail-${label}.png` }); } };
  await step(async () => { await page.goto(`${url}/C/${code}`); await page.getByRole("heading", {level:1}).waitFor(); await shot("01-landing"); }, "landing");
  await step(async () => { await page.getByRole("link", {name:/create an account|Konto anlegen/i}).click(); await page.getByRole("heading", {name:/your account|Konto anlegen/}).waitFor(); await shot("02-signup"); }, "signup");
  await step(async () => { await page.goto(`${url}/claim/sign-in`); await page.locator('input[type=email]').fill("customer@mail.example"); await page.locator('input[name=password]').fill("wrong password"); await page.locator('button[type=submit]').click(); await page.getByRole("alert").filter({hasText:/wrong|falsch/}).waitFor(); await shot("03-signin-wrong"); }, "signin-wrong");
  await step(async () => { await page.goto(`${url}/claim/forgot`); await shot("04-forgot"); await page.goto(`${url}/C/XHQ2DYNXFFARFNB1RD9J`); await shot("05-mistyped"); await page.goto(`${url}/C/00000000000000000000`); await shot("06-unknown"); await page.goto(`${url}/claim`); await shot("07-add"); await page.goto(`${url}/verify#nonsense`); await shot("08-verify-bad"); await page.goto(`${url}/reset#nonsense`); await shot("09-reset"); await page.goto(`${url}/invitation#nonsense`); await shot("10-invitation-bad"); await page.goto(`${url}/transfer#nonsense`); await shot("11-transfer-out"); await page.goto(`${url}/claim/devices`); await shot("12-devices-out"); }, "static");
  await step(async () => { await page.goto(`${url}/C/${code}`); await page.getByRole("link", {name:/I have an account|Ich habe/}).click(); await page.locator('input[type=email]').fill("customer@mail.example"); await page.locator('input[name=password]').fill("claimstead-demo"); await page.locator('button[type=submit]').click(); await page.getByRole("heading", {name:/Add this device|hinzuf/}).waitFor(); await shot("13-confirm"); }, "confirm");
  await step(async () => { await page.locator('input').first().fill("Kitchen"); await page.locator('button[type=submit]').click(); await page.getByRole("heading", {name:/Added|hinzugef/}).waitFor(); await shot("14-added"); }, "added");
  await step(async () => { await page.goto(`${url}/claim/devices`); await page.locator(".device").first().waitFor(); await shot("15-devices"); await page.locator(".device").filter({hasText:"Living Room"}).click(); await page.getByRole("heading", {level:1}).waitFor(); await shot("16-device"); 
    await page.getByRole("button", {name:/Blink|Blinken/}).click(); await shot("17-blink");
    await page.getByRole("button", {name:/Rename|Umbenennen/}).click(); await shot("18-rename"); await page.keyboard.press("Escape"); await page.getByRole("button", {name:/Give|Weiter/}).click(); await shot("19-give"); await page.keyboard.press("Escape"); await page.getByRole("button", {name:/Remove|Entfernen/}).click(); await shot("20-remove"); await page.keyboard.press("Escape"); }, "devices");
  await step(async () => { await page.goto(`${url}/claim/account`); await page.locator(".sessions li").first().waitFor(); await shot("21-account"); await page.getByRole("button", {name:/Delete|löschen/}).click(); await shot("22-delete"); }, "account");
  await step(async () => { await page.goto(`${url}/transfer#nonsense`); await page.getByRole("button", {name:/Accept|Annehmen/}).click(); await shot("23-transfer-unknown"); await page.goto(`${url}/claim`); await shot("24-add-in"); await page.goto(`${url}/C/${process.env.TAKEN}`); await page.locator('button[type=submit]').click(); await shot("25-taken"); }, "rest");
  if (complaints.length) console.log(mode, complaints.join("\n"));
  await context.close();
}
await b.close();
