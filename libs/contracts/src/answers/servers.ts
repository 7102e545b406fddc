import type { Actor } from '../events/actor.js';
import type { ServerTraffic, ServerTraits } from '../events/server.events.js';

/** `unknown`: `builds` cannot be asked right now and has not been asked before. */
export type ServerStatus = 'never_deployed' | 'live' | 'failing' | 'disabled' | 'unknown';

/** A server as `registry` knows it. `status` is completed with deployment facts by the REST layer. */
export interface Server extends ServerTraits, ServerTraffic {
  id: string;
  disabled: boolean;
  createdBy: Actor;
  createdAt: string;
  updatedAt: string;
}
