import { expect, test } from './fixtures.ts';

test('what cuts off the page’s icon is nobody’s fault; of anything else the test would fail', async ({ act, page, watch }) => {
  await act.open();
  await page.route('**/*.svg', (route) => route.abort('connectionclosed'));
  const fetched = ['/favicon.svg', '/icons.svg'];
  await page.evaluate((paths) => Promise.allSettled(paths.map((path) => fetch(path))), fetched);
  await expect.poll(() => watch.unannounced()).toHaveLength(2);
  expect(watch.unannounced().filter((problem) => problem.includes('favicon'))).toEqual([]);
  watch.expects(/icons\.svg/);
});
