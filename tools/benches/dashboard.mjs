// How soon the dashboard is ready for its user, and how much script that takes: the server list over loopback with a
// cold cache.
import { TestBrowser } from '../../tests/dist/testing/browser.js';
import { TestPlatform } from '../../tests/dist/testing/platform.js';
import { size } from './kit/size.mjs';

const rounds = size('BENCH_ROUNDS', 7, 1);
const listed = size('BENCH_SERVERS', 30, 3);
const aims = { readyMs: 1_000, scriptKib: 250 };

/** Runs in the page before anything else of it. */
const watch = `globalThis.measured = new Promise((resolve) => {
  let rowsMs;
  const look = () => {
    const rows = document.querySelectorAll('main tbody tr[class*=clickable]');
    if (rows.length < ${listed}) return requestAnimationFrame(look);
    rowsMs ??= performance.now();
    document.activeElement?.blur?.();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }));
    if (!document.activeElement?.matches('[data-page-search]')) return requestAnimationFrame(look);
    resolve({ readyMs: performance.now(), rowsMs });
  };
  requestAnimationFrame(look);
})`;

const platform = await TestPlatform.start();
let browser;
try {
  for (let i = 0; i < listed; i++) await platform.createServer(`Server ${i}`);
  browser = await TestBrowser.start(platform);
  const cookie = await browser.cookie('admin');
  await firstLoad(cookie);
  const loads = [];
  for (let i = 0; i < rounds; i++) loads.push(await firstLoad(cookie));
  const times = loads.map(({ readyMs }) => readyMs);
  console.log(
    `server list, ${listed} servers, cold cache, until a keystroke is answered: ` +
      `${times.map((ms) => ms.toFixed(0)).join(', ')} ms; median ${median(times).toFixed(0)} ms (aim ` +
      `${aims.readyMs} ms)`,
  );
  console.log(`  of it until the rows are painted: median ${median(loads.map(({ rowsMs }) => rowsMs)).toFixed(0)} ms`);
  const { scriptKib, styleKib, requests } = loads.at(-1);
  console.log(
    `compressed script: ${scriptKib.toFixed(1)} KiB (aim ${aims.scriptKib} KiB); compressed style: ` +
      `${styleKib.toFixed(1)} KiB; ${requests} requests`,
  );
} finally {
  await browser?.close();
  await platform.stop();
}

/**
 * A profile of its own has nothing cached and no open connection. Ready: the rows are there and the key `/` has moved
 * the focus.
 */
async function firstLoad(cookie) {
  const page = await browser.open('about:blank', { cookie });
  const sizes = [];
  page.on('requestfinished', (request) =>
    sizes.push(
      request.sizes().then(
        ({ responseBodySize }) => ({ type: request.resourceType(), bytes: responseBodySize }),
        () => ({ type: 'gone', bytes: 0 }),
      ),
    ),
  );
  await page.addInitScript(watch);
  await page.goto('/servers', { waitUntil: 'load' });
  const { readyMs, rowsMs } = await page.evaluate('globalThis.measured');
  const done = await Promise.all(sizes);
  const kib = (type) => done.filter((each) => each.type === type).reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
  await page.context().close();
  return { readyMs, rowsMs, scriptKib: kib('script'), styleKib: kib('stylesheet'), requests: done.length };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
