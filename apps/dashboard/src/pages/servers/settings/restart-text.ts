import type { Server } from '../../../api/servers/servers.js';

/** Adds to the notification about a change of variables, when it restarts the server. */
export const restartText = (server: Server): string =>
  server.liveDeploymentId && !server.disabled ? ' New containers are starting.' : '';
