import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EventStoreDb } from '@toolyard/event-store';
import { loadConfig } from '@toolyard/service';
import { rotate, type Rotation } from './rotation.js';
import { SecretsConfig } from '../secrets.config.js';

/**
 * Rotates the key-encryption key. With `--data DIR` it asks the platform that runs on this folder; without, it reads
 * the environment of the secrets service, which need not run.
 */
try {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  const { keyId, resumed, rewrapped, retired } =
    values.data === undefined ? await rotateHere() : await askPlatform(resolve(values.data));
  const sentences = [
    ...(resumed ? ['An earlier rotation was finished.'] : []),
    `${rewrapped} data keys were wrapped again.`,
    `The key-encryption key is now ${keyId}; keep a copy of it.`,
    `Nothing needs ${retired.join(', ')} any more: it is gone from the master key file, and can be ` +
      'taken out of TOOLYARD_MASTER_KEY.',
  ];
  process.stdout.write(`${sentences.join(' ')}\n`);
} catch (error) {
  process.stderr.write(
    `${(error as Error).message}\nNo key was removed that a data key still needs. Running this again ` +
      `goes on where it stopped.\n`,
  );
  process.exitCode = 1;
}

async function rotateHere(): Promise<Rotation> {
  const config = loadConfig(SecretsConfig);
  const store = new EventStoreDb(config.EVENTSTORE_URL);
  try {
    return await rotate(store, config.masterKeyPlace);
  } finally {
    await store.close();
  }
}

async function askPlatform(folder: string): Promise<Rotation> {
  const running = join(folder, 'toolyard.json');
  const text = await readFile(running, 'utf8').catch((cause: unknown) => {
    throw new Error(
      `${running} is not there, so no platform runs on this folder. Start it with tools/up, then run this again.`,
      { cause },
    );
  });
  const { adminToken, services } = JSON.parse(text) as {
    adminToken: string;
    services: Record<string, { url: string }>;
  };
  const answer = await fetch(`${services['secrets']?.url}/api/v1/keys/rotate`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}` },
  });
  const body = (await answer.json()) as Rotation & { message?: string };
  if (!answer.ok) throw new Error(body.message ?? `The secrets service answered ${answer.status}.`);
  return body;
}
