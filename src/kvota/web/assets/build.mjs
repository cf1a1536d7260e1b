// Builds what pages load: one script for all, those of a page with a chart and of the plan, one sheet, the fonts,
// the licences of what is inside.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../../..");
const packages = join(root, "node_modules");
const out = join(here, "../static/kvota");
// What all pages load is part of their first paint; a chart is drawn by the server until its script has come.
const LARGEST_GZIPPED = {
  "kvota.js": 60 * 1024,
  "chart.js": 190 * 1024,
  "plan_grid.js": 20 * 1024,
  "plain.js": 1024,
};

await mkdir(join(out, "fonts"), { recursive: true });

const common = { bundle: true, minify: true, charset: "utf8", legalComments: "none", logLevel: "warning" };
await build({
  ...common,
  entryPoints: Object.keys(LARGEST_GZIPPED).map((script) => join(here, script)),
  outdir: out,
  format: "iife",
  target: "es2022",
});
await build({ ...common, entryPoints: [join(here, "worker.js")], outfile: join(out, "worker.js"), target: "es2022" });
await build({
  ...common,
  entryPoints: [join(here, "css/kvota.css")],
  outfile: join(out, "kvota.css"),
  external: ["fonts/*"],
});

for (const letters of ["latin", "latin-ext", "cyrillic"]) {
  const file = `@fontsource-variable/inter/files/inter-${letters}-wght-normal.woff2`;
  await copyFile(join(packages, file), join(out, `fonts/inter-${letters}.woff2`));
}
await copyFile(join(here, "mark.svg"), join(out, "mark.svg"));

const LICENCES = {
  "htmx.org": ["LICENSE"],
  sortablejs: ["LICENSE"],
  idb: ["LICENSE"],
  idiomorph: ["LICENSE"],
  "@fontsource-variable/inter": ["LICENSE"],
  echarts: ["LICENSE", "NOTICE", "licenses/LICENSE-d3"],
  zrender: ["LICENSE"],
  tslib: ["LICENSE.txt"],
};
const notices = [];
for (const [name, files] of Object.entries(LICENCES)) {
  const texts = await Promise.all(files.map((file) => readFile(join(packages, name, file), "utf8")));
  const { version } = JSON.parse(await readFile(join(packages, name, "package.json"), "utf8"));
  notices.push(`${name} ${version}\n\n${texts.map((text) => text.replaceAll("\r\n", "\n").trim()).join("\n\n")}\n`);
}
await writeFile(join(out, "licences.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));

for (const file of [...Object.keys(LARGEST_GZIPPED), "kvota.css"]) {
  const bytes = await readFile(join(out, file));
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  console.log(`${file}  ${bytes.length} B  gzip ${gzipped} B  brotli ${brotliCompressSync(bytes).length} B`);
  if (gzipped > (LARGEST_GZIPPED[file] ?? Infinity)) {
    console.error(`${file} is over ${LARGEST_GZIPPED[file]} B gzipped`);
    process.exit(1);
  }
}
