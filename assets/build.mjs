// Makes assets/dist: app.css, app.js, icons.svg, icon.svg and the Inter faces. Every warning of
// esbuild ends the build: an @import in the wrong place is only warned about, and the page would
// lose its own rules without another sign.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import subset from "subset-font";

const out = new URL("./dist/", import.meta.url);
const here = (path) => new URL(path, import.meta.url);
const made = new Map();

async function keep(name, bytes) {
  await writeFile(new URL(name, out), bytes);
  made.set(name, bytes);
}

async function icons() {
  const list = JSON.parse(await readFile(here("icons.json"), "utf8"));
  const symbols = [];
  const inner = (svg) => svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").trim();
  for (const [id, file] of Object.entries(list)) {
    const svg = await readFile(here(`node_modules/@navikt/aksel-icons/dist/svg/${file}.svg`), "utf8");
    symbols.push(`<symbol id="${id}" viewBox="0 0 24 24" fill="none">${inner(svg)}</symbol>`);
  }
  const mark = await readFile(here("src/img/mark.svg"), "utf8");
  symbols.push(
    `<symbol id="mark" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round">${inner(mark)}</symbol>`,
  );
  await keep("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
  await keep("icon.svg", await readFile(here("src/img/icon.svg")));
}

function letters(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
}

async function fonts() {
  const files = "node_modules/@fontsource-variable/inter/files";
  const axes = { wght: { min: 400, max: 600, default: 400 } };
  const face = async (name, file, text) => {
    const font = await readFile(here(`${files}/${file}`));
    await keep(name, await subset(font, text, { targetFormat: "woff2", variationAxes: axes }));
  };
  const signs = "–—‘’“”„•…‹›€−→←✓";
  await face("inter.woff2", "inter-latin-wght-normal.woff2", letters(0x20, 0x7e) + letters(0xa0, 0xff) + signs);
  await face("inter-ext.woff2", "inter-latin-ext-wght-normal.woff2", letters(0x100, 0x17f));
}

async function bundle() {
  const result = await build({
    absWorkingDir: new URL(".", import.meta.url).pathname,
    entryPoints: { app: "src/js/app.js", style: "src/css/app.css" },
    bundle: true,
    minify: true,
    write: false,
    outdir: "dist",
    target: ["chrome111", "firefox115", "safari16.4"],
    format: "iife",
    external: ["*.woff2"],
    legalComments: "none",
    logLevel: "warning",
  });
  if (result.warnings.length > 0) {
    throw new Error(`${result.warnings.length} warning(s): see above`);
  }
  for (const file of result.outputFiles) {
    await keep(file.path.endsWith(".css") ? "app.css" : "app.js", file.contents);
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([icons(), fonts(), bundle()]);
for (const [name, bytes] of [...made].sort()) {
  const packed = name.endsWith("woff2") ? bytes : gzipSync(bytes, { level: 9 });
  console.log(`${name.padEnd(18)} ${String(packed.length).padStart(7)} bytes carried`);
}
