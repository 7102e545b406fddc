// How long a second `tools/up` takes until everything is healthy, and what the idle platform holds in memory (Docker
// apart).
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { TestPlatform } from '../../tests/dist/testing/platform.js';
import { size } from './kit/size.mjs';

const starts = size('BENCH_STARTS', 3, 1);
const idleSeconds = size('BENCH_IDLE', 15, 1);
const aims = { seconds: 10, mib: 1.2 * 1024 };

const platform = await TestPlatform.start();
try {
  const seconds = [];
  for (let i = 0; i < starts; i++) {
    await platform.down();
    seconds.push((await platform.up()) / 1000);
  }
  const median = seconds.toSorted((a, b) => a - b)[Math.floor(starts / 2)];
  console.log(
    `second start to all healthy: ${seconds.map((s) => s.toFixed(2)).join(', ')} s; median ` +
      `${median.toFixed(2)} s (aim ${aims.seconds} s)`,
  );

  await delay(idleSeconds * 1000);
  const { pid, services, engines } = platform.file();
  const processes = { launcher: pid, 'event-store': engines['event-store'].pid, nats: engines.nats.pid };
  for (const [name, service] of Object.entries(services)) processes[name] = service.pid;
  let rss = 0;
  let pss = 0;
  console.log(`\nafter ${idleSeconds} s without work   resident  proportional (MiB)`);
  for (const [name, id] of Object.entries(processes)) {
    const memory = memoryOf(id);
    rss += memory.rss;
    pss += memory.pss;
    console.log(`  ${name.padEnd(24)} ${mib(memory.rss)} ${mib(memory.pss)}`);
  }
  console.log(`  ${'together'.padEnd(24)} ${mib(rss)} ${mib(pss)}   (aim ${aims.mib.toFixed(0)} resident)`);
} finally {
  await platform.stop();
}

/** KiB, from the kernel's sums over all mappings; proportional: a page shared by n processes counts 1/n. */
function memoryOf(id) {
  const rollup = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)[1]);
  return { rss: field('Rss'), pss: field('Pss') };
}

function mib(kib) {
  return (kib / 1024).toFixed(0).padStart(9);
}
