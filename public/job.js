// Keeps the numbers of a job that is under way fresh, and loads its page again when it is over. Without this the page loads itself
// again every two seconds.

const panel = document.querySelector('[data-job]');
const locale = document.documentElement.lang;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const filled = (text, value) => text.replace('{}', () => value);
const part = (name) => panel.querySelector(`[data-part=${name}]`);

/** "4 min 10 s", as the server writes it. */
function duration(seconds) {
  const [h, min, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  if (h > 0) return `${h} h ${min} min`;
  return min > 0 ? `${min} min ${s} s` : `${s} s`;
}

/** What was told in the last ten seconds: the pace is that of now, not that of the beginning. */
let told = [];

function show({ fraction, counts }) {
  const now = performance.now();
  told = [...told.filter(({ at }) => now - at < 10_000), { at: now, fraction, rows: counts.rows }];
  panel.querySelector('progress').value = fraction;
  part('per-cent').textContent = `${Math.floor(fraction * 100)} %`;
  part('rows').textContent = filled(panel.dataset.rows, whole.format(counts.rows));
  const first = told[0];
  const seconds = (now - first.at) / 1000;
  if (seconds < 1 || fraction <= first.fraction) return;
  part('rate').textContent = filled(panel.dataset.rate, whole.format((counts.rows - first.rows) / seconds));
  const left = ((1 - fraction) * seconds) / (fraction - first.fraction);
  part('left').textContent = filled(panel.dataset.left, duration(left));
}

if (panel) {
  // The browser asks again by itself where it is cut off.
  const events = new EventSource(panel.dataset.job);
  events.onmessage = ({ data }) => {
    const progress = JSON.parse(data);
    if (progress.over) {
      events.close();
      location.replace(location.pathname);
    } else {
      show(progress);
    }
  };
}
