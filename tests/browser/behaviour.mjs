// What the script adds to the preview pages, and that nothing is missing without it.
//   node tests/browser/behaviour.mjs [--pages DIR]
import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const at = process.argv.indexOf("--pages");
const pages = resolve(at < 0 ? join(here, "../../target/preview") : process.argv[at + 1]);
const { server, origin } = await serve(pages, resolve(join(here, "../../assets/dist")));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

const active = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);

const tests = {
  async "the counter counts characters and the guard's marks follow the text"(page) {
    await page.goto(`${origin}/lapp-ny`);
    const field = page.locator("#tekst");
    await field.fill("Hei 👩");
    assert.equal(await page.locator("#tekst-igjen").textContent(), "275 tegn igjen");
    await field.fill("");
    await field.pressSequentially(
      "Hei. Kan vi ta en prat om Ola før møtet? Han har begynt på Sertralin, og jeg lurer på om torsdag passer for en felles samtale.",
    );
    await page.waitForSelector("#tekst-funn .finding");
    assert.equal(await page.locator("#tekst-kopi mark").count(), 2);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.equal(await active(page), "tekst");
    await page.locator("#tekst-vis-1").click();
    const chosen = await field.evaluate((t) => t.value.slice(t.selectionStart, t.selectionEnd));
    assert.equal(chosen, "Ola");
    await field.press("End");
    await field.pressSequentially("!");
    assert.equal(await page.locator("#tekst-kopi mark").count(), 0);
  },
  async "an error summary takes the focus and leads to the field"(page) {
    await page.goto(`${origin}/lapp-ny-feil`);
    assert.equal(await active(page), "feil");
    assert.match(await page.title(), /^Feil:/);
    await page.locator("#feil a").first().click();
    assert.equal(await active(page), "grunn");
  },
  async "a time is chosen on the week, in the list, and by arrow keys"(page) {
    await page.goto(`${origin}/finn-tid-tider`);
    await page.locator('label.cell[for="s2"]').click();
    assert.ok(await page.locator("#s2").isChecked());
    await page.locator("#s2").press("ArrowDown");
    assert.ok(await page.locator("#s3").isChecked());
    const cell = page.locator('label.cell[for="s3"] i');
    assert.ok(await cell.isVisible());
    await page.locator("#s3").press("Tab");
    assert.equal(await active(page), "avtal");
  },
  async "the account menu opens, closes, and gives the focus back"(page) {
    await page.goto(`${origin}/i-dag`);
    await page.locator(".me button").click();
    assert.ok(await page.locator("#konto").isVisible());
    await page.keyboard.press("Escape");
    assert.ok(await page.locator("#konto").isHidden());
    assert.equal(await active(page), "BUTTON");
  },
  async "what is left of a hold counts down"(page) {
    await page.goto(`${origin}/avtale-holder`);
    await page.getByText("4 min 38 s").waitFor();
  },
  async "the way over the menu to the content is one tab"(page) {
    await page.goto(`${origin}/i-dag`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await active(page), "innhold");
  },
};

const plain = {
  async "without a script every button that needs one is hidden"(page) {
    await page.goto(`${origin}/lapp-ny-feil`);
    assert.equal(await page.locator("[data-scripted]:visible").count(), 0);
    assert.ok(await page.locator("#send").isVisible());
    await page.goto(`${origin}/finn-tid`);
    assert.ok(await page.locator('button[value="oppdater"]').isVisible());
  },
  async "without a script the account menu still opens"(page) {
    await page.goto(`${origin}/i-dag`);
    await page.locator(".me button").click();
    assert.ok(await page.locator("#konto").isVisible());
  },
};

let failed = 0;
for (const [group, javaScriptEnabled] of [[tests, true], [plain, false]]) {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1000, height: 800 } });
  for (const [name, test] of Object.entries(group)) {
    const page = await context.newPage();
    page.setDefaultTimeout(15000);
    try {
      await test(page);
      console.log(`ok      ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}: ${error.message}`);
    }
    await page.close();
  }
  await context.close();
}
await browser.close();
server.close();
process.exit(failed > 0 ? 1 : 0);
