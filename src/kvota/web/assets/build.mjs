// Builds what pages load: one script, one sheet, the fonts, the licences of what is inside.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../../..");
const packages = join(root, "node_modules");
const out = join(here, "../static/kvota");
const LARGEST_SCRIPT_GZIPPED = 60 * 1024;

await mkdir(join(out, "fonts"), { recursive: true });

const common = { bundle: true, minify: true, charset: "utf8", legalComments: "none", logLevel: "warning" };
await build({
  ...common,
  entryPoints: [join(here, "kvota.js")],
  outfile: join(out, "kvota.js"),
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

const notices = [];
for (const name of ["htmx.org", "sortablejs", "idb", "idiomorph", "@fontsource-variable/inter"]) {
  const licence = await readFile(join(packages, name, "LICENSE"), "utf8");
  const { version } = JSON.parse(await readFile(join(packages, name, "package.json"), "utf8"));
  notices.push(`${name} ${version}\n\n${licence.replaceAll("\r\n", "\n").trim()}\n`);
}
await writeFile(join(out, "licences.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));

for (const file of ["kvota.js", "kvota.css"]) {
  const bytes = await readFile(join(out, file));
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  console.log(`${file}  ${bytes.length} B  gzip ${gzipped} B  brotli ${brotliCompressSync(bytes).length} B`);
  if (file === "kvota.js" && gzipped > LARGEST_SCRIPT_GZIPPED) {
    console.error(`kvota.js is over ${LARGEST_SCRIPT_GZIPPED} B gzipped`);
    process.exit(1);
  }
}
