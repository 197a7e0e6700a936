// Percentiles, and the tables that they are printed in.

/** The time that so many of a hundred did not exceed (nearest rank). @param {number[]} times @param {number} percent */
export function percentile(times, percent) {
  const sorted = [...times].sort((one, two) => one - two);
  const time = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
  if (time === undefined) throw new Error('nothing was timed');
  return time;
}

/** One line of a table: what was timed, and what its 95th percentile may be at most, if anything is promised. */
/** @typedef {{ what: string, times: number[], bar?: number }} Line */

export class Report {
  /** How many bars were missed. */
  missed = 0;

  /** @param {string} title @param {Line[]} lines */
  print(title, lines) {
    console.log(`\n| ${title} | times | p50, ms | p95, ms | bar |`);
    console.log('| --- | ---: | ---: | ---: | ---: |');
    for (const { what, times, bar } of lines) {
      const p95 = percentile(times, 95);
      const cells = [what, String(times.length), percentile(times, 50).toFixed(1), p95.toFixed(1), this.#verdict(p95, bar)];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }

  /** @param {number} figure @param {number | undefined} bar */
  #verdict(figure, bar) {
    if (bar === undefined) return '';
    const held = figure <= bar;
    if (!held) this.missed += 1;
    return `≤ ${bar} ms ${held ? '✓' : '✗'}`;
  }
}
