import { api, bodyOf } from '../http/client.js';
import type { components } from '../schema.js';

export type ConnectionCheck = components['schemas']['CheckReportDto'];
export type CheckStep = components['schemas']['CheckStepDto'];

export const checkConnection = (serverId: string): Promise<ConnectionCheck> =>
  bodyOf(api.GET('/api/v1/servers/{id}/connection-check', { params: { path: { id: serverId } } }));
