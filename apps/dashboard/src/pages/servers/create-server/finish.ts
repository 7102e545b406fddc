import type { Server } from '../../../api/servers.js';
import { setClientSecret, setVariable } from '../../../api/variables.js';
import type { ServerForm } from './server-form.js';

/** Something that belongs to the new server and could not be set; `again` tries once more. */
export interface Leftover {
  name: string;
  error: unknown;
  again: () => Promise<unknown>;
}

/** Sets what can only be set once the server exists. @returns what failed; the rest is set */
export async function finish(server: Server, { method, oauth, variables }: ServerForm): Promise<Leftover[]> {
  const tasks = variables.map(({ name, value }) => ({ name, again: () => setVariable(server.id, name, value) }));
  if (method === 'oauth2' && oauth.clientSecret !== '')
    tasks.push({ name: 'Client secret', again: () => setClientSecret(server.id, oauth.clientSecret) });
  const leftovers: Leftover[] = [];
  for (const { name, again } of tasks) {
    try {
      await again();
    } catch (error) {
      leftovers.push({ name, error, again });
    }
  }
  return leftovers;
}
