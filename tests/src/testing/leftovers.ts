import { containerLabels } from '@toolyard/contracts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@toolyard/service/testing';
import { docker } from '@toolyard/launcher/testing';
import type { TestPlatform } from './platform.js';

interface EngineState {
  /** Deployments that containers run for, one entry a container. */
  deployments: string[];
  /** Servers that have a network. */
  networks: string[];
  images: number;
}

/** Everything that a platform has on its engine. */
export async function onEngine(platform: TestPlatform): Promise<EngineState> {
  const host = platform.file().engines['docker']!.url;
  const instance = readFileSync(join(platform.data, 'instance'), 'utf8').trim();
  const filters = encodeURIComponent(JSON.stringify({ label: [`${containerLabels.instance}=${instance}`] }));
  const [containers, networks, images] = await Promise.all([
    docker<{ Labels: Record<string, string> }[]>(host, 'GET', `/containers/json?all=true&filters=${filters}`),
    docker<{ Labels: Record<string, string> }[]>(host, 'GET', `/networks?filters=${filters}`),
    docker<unknown[]>(host, 'GET', `/images/json?filters=${filters}`),
  ]);
  return {
    deployments: containers.map(({ Labels }) => Labels[containerLabels.deployment]!).sort(),
    networks: networks.map(({ Labels }) => Labels[containerLabels.server]!).sort(),
    images: images.length,
  };
}

/** Repeats expectations until all of them hold. */
export function eventuallyTrue(expectations: () => Promise<void>, timeoutMs?: number): Promise<true> {
  return eventually(async () => {
    await expectations();
    return true as const;
  }, timeoutMs);
}
