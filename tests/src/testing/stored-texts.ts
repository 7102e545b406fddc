import { containerLabels } from '@toolyard/contracts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, type PlatformFile } from '@toolyard/launcher/testing';

const mostServers = 10;

interface Stored {
  data: string;
  file(): PlatformFile;
  api(method: string, path: string): Promise<{ body: unknown }>;
}

/**
 * What a running platform stores in compressed tables and on its engine, as its API and the engine give it: recorded
 * calls, logs, the audit log, and the history of images. Empty where it does not run.
 */
export async function storedTexts(platform: Stored): Promise<Record<string, string>> {
  if (!existsSync(join(platform.data, 'toolyard.json'))) return {};
  const texts: Record<string, string> = {};
  const keep = async (name: string, text: Promise<unknown>) => {
    texts[name] = JSON.stringify(await text);
  };
  const read = async (path: string) => (await platform.api('GET', path)).body;
  const { items = [] } = (await read(`/servers?limit=${mostServers}`)) as { items?: { id: string }[] };
  await Promise.all([
    keep('recorded calls', read('/activity/export.csv')),
    keep('the audit log', read('/audit?limit=100')),
    keep('images', imagesOf(platform)),
    ...items.map(({ id }) => keep(`logs of ${id}`, read(`/servers/${id}/logs?limit=1000`))),
    ...items.map(({ id }) => keep(`deployments of ${id}`, read(`/servers/${id}/deployments`))),
  ]);
  return texts;
}

async function imagesOf(platform: Stored): Promise<unknown> {
  const host = platform.file().engines['docker']!.url;
  const instance = readFileSync(join(platform.data, 'instance'), 'utf8').trim();
  const filters = encodeURIComponent(JSON.stringify({ label: [`${containerLabels.instance}=${instance}`] }));
  const images = await docker<{ Id: string }[]>(host, 'GET', `/images/json?filters=${filters}`);
  return Promise.all(
    images.flatMap(({ Id }) => [
      docker(host, 'GET', `/images/${Id}/json`),
      docker(host, 'GET', `/images/${Id}/history`),
    ]),
  );
}
