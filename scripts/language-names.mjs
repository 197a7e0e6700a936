// Writes src/i18n/language_names.tsv: what languages, scripts and regions are called in English and Spanish.
//
//   node scripts/language-names.mjs
//
// The names are those of the Unicode CLDR as Node's ICU carries them, so the file changes with Node's version;
// generate it again when a name is missing, and read the difference.
//
// The data is Copyright © 1991-present Unicode, Inc., and used under the Unicode License v3
// (SPDX: Unicode-3.0, https://www.unicode.org/license.txt).
//
// Columns: kind (language, region or script), code, English, Spanish; sorted by kind and code; no header.

import { writeFileSync } from "node:fs";

const TARGET = new URL("../src/i18n/language_names.tsv", import.meta.url);

const upper = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const lower = upper.map((letter) => letter.toLowerCase());

/** Every text that takes one letter from each of the alphabets. */
function* combinations([first, ...rest]) {
  for (const letter of first) {
    if (rest.length === 0) yield letter;
    else for (const tail of combinations(rest)) yield letter + tail;
  }
}

// ICU can't be asked for its codes, only whether it has a name for one; so it is asked for all there can be.
const candidates = {
  language: [...combinations([lower, lower]), ...combinations([lower, lower, lower])],
  // The world, Europe and Latin America are the only numbered areas that language tags use.
  region: ["001", "150", "419", ...combinations([upper, upper])],
  script: combinations([upper, lower, lower, lower]),
};

function namesIn(locale, type) {
  const names = new Intl.DisplayNames(locale, { type, fallback: "none" });
  return (code) => {
    try {
      return names.of(code);
    } catch (error) {
      // Some combinations are reserved and no codes at all, such as `root`.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
}

const lines = [];
for (const [type, codes] of Object.entries(candidates)) {
  const english = namesIn("en", type);
  const spanish = namesIn("es", type);
  for (const code of codes) {
    const name = english(code);
    if (name !== undefined) lines.push([type, code, name, spanish(code) ?? name].join("\t"));
  }
}
// By code unit, not by a language's alphabet, so that the order is the same on every machine.
lines.sort();
writeFileSync(TARGET, `${lines.join("\n")}\n`);
console.log(`${lines.length} names from ICU ${process.versions.icu} (CLDR ${process.versions.cldr})`);
