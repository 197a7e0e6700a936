// Mirrors a folder into another one, with a .br and a .gz beside every file that these make smaller.
//   node scripts/compress.mjs SOURCE TARGET
// A file whose content is the same keeps its time, because cargo embeds TARGET into the server and
// rebuilds it when one of them is newer; a file that is gone from SOURCE goes from TARGET too.
import { mkdirSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// Compressed already: images and fonts.
const PACKED = new Set([".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".webp", ".woff", ".woff2"]);

const [source, target] = process.argv.slice(2);
if (!source || !target) {
  console.error("usage: node scripts/compress.mjs SOURCE TARGET");
  process.exit(2);
}

const files = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
        .sort()
    : [];

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
const gzip = (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });

// Which neighbours a file has is only known by compressing it, so it is noted: one that has lost them is not finished.
const notes = `${source}.compressed.json`;
const known = existsSync(notes) ? JSON.parse(readFileSync(notes, "utf8")) : {};
const wanted = new Set();
let changed = 0;

for (const file of files(source)) {
  const bytes = readFileSync(join(source, file));
  const path = join(target, file);
  const neighbours = known[file];
  const complete = neighbours?.every((suffix) => existsSync(path + suffix));
  if (!complete || !existsSync(path) || !readFileSync(path).equals(bytes)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    known[file] = [];
    if (!PACKED.has(extname(file))) {
      for (const [suffix, pack] of [[".br", brotli], [".gz", gzip]]) {
        const packed = pack(bytes);
        if (packed.length < bytes.length) {
          writeFileSync(path + suffix, packed);
          known[file].push(suffix);
        }
      }
    }
    changed += 1;
  }
  wanted.add(file);
  for (const suffix of known[file]) wanted.add(file + suffix);
}
for (const file of files(target)) {
  if (!wanted.has(file)) {
    rmSync(join(target, file));
    changed += 1;
  }
}
for (const file of Object.keys(known)) {
  if (!wanted.has(file)) delete known[file];
}
writeFileSync(notes, `${JSON.stringify(known, null, 2)}\n`);
if (changed > 0) console.log(`==> ${target}: ${changed} file${changed === 1 ? "" : "s"} changed, with brotli and gzip beside`);
