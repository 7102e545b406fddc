import type { Server } from '../../../api/servers/servers.js';
import { setClientSecret, setVariable } from '../../../api/servers/variables.js';
import { setRootFolder } from './root-folder.js';
import type { ServerForm } from './server-form.js';

/** A setting of the new server that could not be set. `set` tries again. */
export interface Leftover {
  name: string;
  error: unknown;
  set: () => Promise<unknown>;
}

/** Sets the settings that need an existing server. @returns those that failed */
export async function finish(server: Server, form: ServerForm): Promise<Leftover[]> {
  const { provider, rootFolder, method, oauth, variables } = form;
  const tasks: Pick<Leftover, 'name' | 'set'>[] = [];
  const root = rootFolder.trim();
  // First of all, since the first deployment may begin at once.
  if (provider === 'github' && root !== '')
    tasks.push({ name: 'Root folder', set: () => setRootFolder(server.id, root) });
  for (const { name, value } of variables) tasks.push({ name, set: () => setVariable(server.id, name, value) });
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
