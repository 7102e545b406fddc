// From `git push` to a live deployment with a warm cache, against building, running and probing the same tree by hand
// on the same engine.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';
import { TestPlatform } from '../../tests/dist/testing/platform.js';
import { size } from './kit/size.mjs';

const rounds = size('BENCH_ROUNDS', 5, 1);
const aimSeconds = 1.5;
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
};

const platform = await TestPlatform.start();
try {
  const server = await platform.createServer('Bench');
  const repository = platform.repository(server, 'node-sdk');
  const first = await platform.deployment(server.id, ['live'], await repository.commitAndPush('cold'));
  console.log(`cold: ${seconds(Date.parse(first.promotedAt) - Date.parse(first.createdAt))} s`);

  const socket = platform.file().engines.docker.url.replace('unix://', '');
  const docker = new Docker({ socketPath: socket });
  const source = execFileSync('cat', [join(repository.folder, 'server.js')], { encoding: 'utf8' });
  const pushed = [];
  const byHand = [];
  const stages = [];
  for (let round = 0; round < rounds; round++) {
    const sha = await repository.commit(`round ${round}`, {
      'server.js': `${source}\n// pushed ${round} ${Date.now()}\n`,
    });
    const started = performance.now();
    await repository.push();
    const deployment = await platform.deployment(server.id, ['live'], sha);
    pushed.push(performance.now() - started);
    stages.push(deployment.stages);

    writeFileSync(join(repository.folder, 'server.js'), `${source}\n// by hand ${round} ${Date.now()}\n`);
    byHand.push(await handmade(docker, repository.folder, deployment));
  }
  console.log(`pushed:  ${pushed.map(seconds).join(', ')} s; median ${seconds(median(pushed))} s`);
  console.log(`by hand: ${byHand.map(seconds).join(', ')} s; median ${seconds(median(byHand))} s`);
  console.log(`more:    ${seconds(median(pushed) - median(byHand))} s (aim: at most ${aimSeconds} s)`);
  for (const { name, startedAt, endedAt } of stages.at(-1))
    console.log(`  ${name.padEnd(14)} ${seconds(Date.parse(endedAt) - Date.parse(startedAt))} s`);
} finally {
  await platform.stop();
}

/** docker build, docker run, and asking until it answers. */
async function handmade(docker, folder, deployment) {
  if (deployment.generatedDockerfile) writeFileSync(join(folder, 'Dockerfile'), deployment.generatedDockerfile);
  const started = performance.now();
  const image = 'toolyard-bench:by-hand';
  const tree = execFileSync('tar', ['--exclude=.git', '-C', folder, '-c', '.'], { maxBuffer: 64 << 20 });
  const progress = await docker.buildImage(tree, { t: image, version: '2' });
  await new Promise((resolve, reject) => {
    docker.modem.followProgress(progress, (error, lines) => {
      const failed = lines?.find((line) => line.error);
      if (error || failed) reject(error ?? new Error(failed.error));
      else resolve();
    });
  });
  const container = await docker.createContainer({
    Image: image,
    Env: ['PORT=3000'],
    HostConfig: { AutoRemove: true },
  });
  try {
    await container.start();
    const address = (await container.inspect()).NetworkSettings.IPAddress;
    for (;;) {
      const answer = await fetch(`http://${address}:3000/mcp`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify(initialize),
        signal: AbortSignal.timeout(2_000),
      }).catch(() => null);
      if (answer?.ok) return performance.now() - started;
      await delay(20);
    }
  } finally {
    await container.remove({ force: true }).catch(() => {});
    execFileSync('rm', ['-f', join(folder, 'Dockerfile')]);
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function seconds(ms) {
  return (ms / 1000).toFixed(2);
}
