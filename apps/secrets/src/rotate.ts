import { EventStoreDb } from '@toolyard/event-store';
import { loadConfig } from '@toolyard/service';
import { masterKeyPlace } from './master-key.js';
import { rotate } from './rotation.js';
import { SecretsConfig } from './secrets.config.js';

/** `node apps/secrets/dist/rotate.js`, in the environment of the secrets service: a new key-encryption key for everything stored. */
const config = loadConfig(SecretsConfig);
const place = masterKeyPlace(config);
const store = new EventStoreDb(config.EVENTSTORE_URL);
try {
  const { keyId, resumed, rewrapped, retired } = await rotate(store, place);
  const where = place.kind === 'file' ? `in ${place.path}. Keep a copy of that file.` : 'the first in TOOLYARD_MASTER_KEY.';
  const old = place.kind === 'file' ? 'is gone from the file' : 'can now be taken out of TOOLYARD_MASTER_KEY';
  process.stdout.write(
    `${resumed ? 'An earlier rotation was finished. ' : ''}${rewrapped} data keys were wrapped again. The key-encryption key is now ${keyId}, ${where} The old one (${retired.join(', ')}) ${old}.\n`,
  );
} catch (error) {
  process.stderr.write(`${(error as Error).message}\nBoth the old and the new key are kept as long as a data key needs them; running this again goes on where it stopped.\n`);
  process.exitCode = 1;
} finally {
  await store.close();
}
