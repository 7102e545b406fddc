#!/usr/bin/env node
// The dashboard's two heaviest pages in Chromium, on a whole platform: how long the activity page with ten million
// calls behind it takes to paint after the answers have arrived, and how the log view follows a log that grows by 5,000
// lines a second.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestBrowser } from '../../tests/dist/testing/browser.js';
import { TestPlatform } from '../../tests/dist/testing/platform.js';
import { Messaging } from '../../libs/messaging/dist/index.js';
import { fillCalls } from './kit/calls.mjs';
import { size } from './kit/size.mjs';

const calls = size('BENCH_CALLS', 10_000_000, 20_000);
const rounds = size('BENCH_ROUNDS', 10, 1);
const linesPerSecond = size('BENCH_LINES', 5_000, 500);
const seconds = size('BENCH_SECONDS', 20, 2);
const settleMs = 500;
const aims = { paintMs: 300, framesPerSecond: 30 };

const platform = await TestPlatform.start();
let browser;
let missed = false;
try {
  browser = await TestBrowser.start(platform);
  await measureLog();
  // The engine tidies up for a while after so many calls, which is why the log comes first.
  await platform.down();
  await fillCalls(join(platform.data, 'analytics'), calls, Date.now());
  await platform.up();
  await measureActivity();
  if (missed) console.log('An aim was missed.');
} finally {
  await browser?.close();
  await platform.stop();
}

/**
 * From the end of the last answer that the page needs until the frame after the one that shows everything of it. The
 * answers are held back until all are there and the rest of the page is ready, so that nothing else is counted. Beside
 * it: processor time of the page's main thread in that time.
 */
async function measureActivity() {
  const rows = [];
  for (const [name, path, charts] of [
    ['last 24 hours', '/activity', 2],
    ['all time', '/activity?range=all', 1],
    ['one server, 7 days', '/activity?server=srv_3&range=7d', 1],
  ]) {
    const taken = [];
    for (let round = -1; round < rounds; round++) {
      const page = await browser.open('about:blank', { cookie: await browser.cookie('admin') });
      await page.addInitScript(watchPaint, { charts });
      const held = await hold(page, 3 + charts);
      const processor = await page.context().newCDPSession(page);
      await processor.send('Performance.enable', { timeDomain: 'threadTicks' });
      const busy = async () =>
        (await processor.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration')
          .value * 1_000;
      await page.goto(path, { waitUntil: 'commit' });
      const send = await held();
      const before = await busy();
      await send();
      const afterAnswerMs = await page
        .waitForFunction(() => globalThis.painted, null, { timeout: 60_000 })
        .then((handle) => handle.jsonValue());
      if (round >= 0) taken.push({ afterAnswerMs, processorMs: (await busy()) - before });
      await page.context().close();
    }
    const of = (key) => taken.map((each) => each[key]).sort((a, b) => a - b);
    const after = of('afterAnswerMs');
    if (middle(after) > aims.paintMs) missed = true;
    rows.push([
      name,
      middle(after).toFixed(0),
      after.at(-1).toFixed(0),
      middle(of('processorMs')).toFixed(0),
      String(aims.paintMs),
      middle(after) <= aims.paintMs ? 'met' : 'missed',
    ]);
  }
  print(
    [
      `activity page, ${calls.toLocaleString('en')} calls, ms`,
      'painted after the answers, median',
      'worst',
      'processor time of it',
      'aim',
      '',
    ],
    rows,
  );
  console.log();
}

/**
 * Keeps so many answers back. What comes back waits until they are there and the page has settled, and answers what
 * lets them go.
 */
async function hold(page, count) {
  const held = [];
  let open = false;
  let all;
  const arrived = new Promise((resolve) => (all = resolve));
  await page.route(/\/api\/v1\/activity(\/(stats|percentiles|histogram))?(\?|$)/, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    if (open) return route.fulfill({ response, body });
    held.push(() => route.fulfill({ response, body }).catch(() => undefined));
    if (held.length === count) all();
  });
  return async () => {
    await arrived;
    await page.waitForTimeout(settleMs);
    return () => {
      open = true;
      return Promise.all(held.map((each) => each()));
    };
  };
}

/** Runs in the page before anything of it. */
function watchPaint({ charts }) {
  performance.setResourceTimingBufferSize(1_000);
  const look = () => {
    const figures = [...document.querySelectorAll('[data-figure]')].filter((each) => each.textContent !== '');
    const shown = document.querySelectorAll('table[aria-label="Tool calls"] tbody tr:not([aria-hidden])').length;
    if (figures.length < 4 || shown < 30 || document.querySelectorAll('.u-wrap canvas').length < charts)
      return requestAnimationFrame(look);
    requestAnimationFrame(() => {
      const answers = performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\/api\/v1\/activity(\/(stats|percentiles|histogram))?(\?|$)/.test(name));
      const answeredMs = Math.max(...answers.map(({ responseEnd }) => responseEnd));
      globalThis.painted = performance.now() - answeredMs;
    });
  };
  requestAnimationFrame(look);
}

/** A runtime log grows as if containers wrote it; the page follows it from its first line. */
async function measureLog() {
  const server = await platform.createServer('Bench');
  // The page of a log belongs to a deployment; one whose repository cannot be built needs no engine.
  const sha = await platform.repository(server).commitAndPush('Nothing to build', { README: 'nothing' });
  const { id: deploymentId } = await platform.deployment(server.id, ['failed'], sha);
  const page = await browser.openAs('admin', `/servers/${server.slug}/deployments/${deploymentId}/logs?log=runtime`);
  await page.getByText('New lines appear automatically').waitFor();
  await page.evaluate(watchFrames);
  const messaging = await Messaging.connect({
    url: platform.file().engines.nats.url,
    user: 'launcher',
    password: readFileSync(join(platform.data, 'keys', 'nats-launcher'), 'utf8').trim(),
    name: 'bench',
  });
  const total = linesPerSecond * seconds;
  const perMessage = 100;
  const begun = performance.now();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1_000) * linesPerSecond));
    const lines = Array.from({ length: Math.min(perMessage, due - sent) }, (_, index) => ({
      stage: 'runtime',
      stream: 'stdout',
      at: new Date().toISOString(),
      text:
        `\u001b[3${(sent + index) % 8}mline ${sent + index + 1}\u001b[0m handled a request of about a ` +
        `hundred characters, which is what lines have on average ${'x'.repeat((sent + index) % 40)}`,
    }));
    if (lines.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue;
    }
    await messaging.publish(`toolyard.logs.server.${server.id}`, {
      serverId: server.id,
      deploymentId,
      containerId: 'bench',
      lines,
    });
    sent += lines.length;
  }
  const writtenMs = performance.now() - begun;
  const last = page.locator('[data-line]').filter({ hasText: `line ${total} handled` });
  await last.waitFor({ timeout: 60_000 });
  const lagMs = performance.now() - begun - writtenMs;
  const frames = await page.evaluate(() => globalThis.frames_);
  const gaps = frames
    .slice(1)
    .map((at, index) => at - frames[index])
    .sort((a, b) => a - b);
  const perSecond = Math.min(...perEachSecond(frames, frames[0] + writtenMs));
  const { last: stored } = await platform.ok('GET', `/servers/${server.id}/logs?limit=1`);
  const shown = Number((await page.getByText(/lines · /).innerText()).replace(/ .*|,/g, ''));
  await messaging.close();
  const everySecond = perEachSecond(frames, frames[0] + writtenMs).sort((a, b) => a - b);
  if (perSecond < aims.framesPerSecond || shown !== total) missed = true;
  print(
    [
      'log view',
      'written',
      'stored',
      'in the page',
      'last line in sight after',
      'frames a second, median',
      'slowest second',
      'longest gap between frames',
      'aim',
      '',
    ],
    [
      [
        `${linesPerSecond.toLocaleString('en')} lines/s`,
        `${total} in ${(writtenMs / 1_000).toFixed(1)} s`,
        String(stored),
        String(shown),
        `${lagMs.toFixed(0)} ms`,
        String(middle(everySecond)),
        String(perSecond),
        `${gaps.at(-1).toFixed(0)} ms (p99 ${gaps[Math.floor(gaps.length * 0.99)].toFixed(0)})`,
        String(aims.framesPerSecond),
        perSecond >= aims.framesPerSecond && shown === total ? 'met' : 'missed',
      ],
    ],
  );
  console.log(
    'Script memory of the page after it: ' +
      `${((await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0)) / 2 ** 20).toFixed(0)} MiB.\n`,
  );
  await page.context().close();
}

function watchFrames() {
  globalThis.frames_ = [];
  const note = (at) => {
    globalThis.frames_.push(at);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

function perEachSecond(frames, until) {
  const counts = [];
  for (let from = frames[0]; from + 1_000 <= until; from += 1_000)
    counts.push(frames.filter((at) => at >= from && at < from + 1_000).length);
  return counts;
}

function middle(sorted) {
  return sorted[Math.floor(sorted.length / 2)];
}

function print(head, body) {
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n'));
}
