import type { Server } from '../../../api/servers/servers.js';
import { setClientSecret, setVariable } from '../../../api/servers/variables.js';
import type { ServerForm } from './server-form.js';

/** A setting of the new server that could not be set. `set` tries again. */
export interface Leftover {
  name: string;
  error: unknown;
  set: () => Promise<unknown>;
}

/** Sets the settings that need an existing server. @returns those that failed */
export async function finish(server: Server, { method, oauth, variables }: ServerForm): Promise<Leftover[]> {
  const tasks = variables.map(({ name, value }) => ({ name, set: () => setVariable(server.id, name, value) }));
  if (method === 'oauth2' && oauth.clientSecret !== '')
    tasks.push({ name: 'Client secret', set: () => setClientSecret(server.id, oauth.clientSecret) });
  return setAll(tasks);
}

/** Tries to set the leftovers again. @returns those that failed again */
export const retry = (leftovers: Leftover[]): Promise<Leftover[]> => setAll(leftovers);

async function setAll(tasks: Pick<Leftover, 'name' | 'set'>[]): Promise<Leftover[]> {
  const failed: Leftover[] = [];
  for (const { name, set } of tasks) {
    try {
      await set();
    } catch (error) {
      failed.push({ name, error, set });
    }
  }
  return failed;
}
