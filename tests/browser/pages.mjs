// Photographs every preview page and lets axe-core read it.
//   SAMBAND_PREVIEW=target/preview cargo test --lib web::tests::preview -- --ignored
//   node tests/browser/pages.mjs [--pages DIR] [--shots DIR] [--only NAME,…] [--quick]
// Ends with 1 where axe finds something, a page scrolls sideways, or the policy refused something.
import { mkdir, readFile, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const pages = resolve(option("pages", join(here, "../../target/preview")));
const shots = resolve(option("shots", join(here, "shots")));
const only = option("only", "").split(",").filter(Boolean);
const quick = process.argv.includes("--quick");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const names = (await readdir(pages))
  .filter((file) => file.endsWith(".html"))
  .map((file) => file.slice(0, -5))
  // Parts are not pages; the other languages are looked at when asked for.
  .filter((name) => (only.length === 0 ? !/(^|-)del-|^(nn|en)-/.test(name) : only.includes(name)))
  .sort();
const widths = quick ? [[1280, "light"], [390, "light"]] : [
  [1280, "light"],
  [1280, "dark"],
  [390, "light"],
  [390, "dark"],
  [320, "light"],
];

const axe = await readFile(join(here, "node_modules/axe-core/axe.min.js"), "utf8");
const { server, origin } = await serve(pages, resolve(join(here, "../../assets/dist")));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
await mkdir(shots, { recursive: true });

let faults = 0;
const fault = (where, what) => {
  faults += 1;
  console.log(`${where}: ${what}`);
};

for (const [width, scheme] of widths) {
  const context = await browser.newContext({
    viewport: { width, height: width > 700 ? 800 : 844 },
    colorScheme: scheme,
    locale: "nb-NO",
    timezoneId: "Europe/Oslo",
    reducedMotion: "reduce",
  });
  for (const name of names) {
    const page = await context.newPage();
    const where = `${name} ${width} ${scheme}`;
    page.on("console", (message) => {
      if (message.type() === "error") fault(where, message.text().slice(0, 300));
    });
    page.on("pageerror", (error) => fault(where, error.message));
    await page.goto(`${origin}/${name}`, { waitUntil: "load" });
    await page.evaluate(() => document.fonts.ready);
    const [inner, wide] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    if (wide > inner) fault(where, `scrolls sideways, ${wide} of ${inner}`);
    // The whole page in one view, so that the sticky menu stands where it belongs.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.max(height, 400) });
    await page.evaluate(axe);
    const result = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
    for (const violation of result.violations) {
      for (const node of violation.nodes.slice(0, 3)) {
        fault(where, `${violation.id}: ${node.html.slice(0, 140)} ${node.failureSummary.split("\n")[1] ?? ""}`);
      }
    }
    if (width !== 320) await page.screenshot({ path: join(shots, `${name}-${width}-${scheme}.png`), fullPage: true });
    await page.close();
  }
  await context.close();
}
await browser.close();
server.close();
console.log(`${names.length} pages, ${widths.length} widths, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
