import type { Deployment, LogLine, Server } from '../api/platform.js';

const at = '2026-11-27T10:00:00.000Z';
const actor = { kind: 'user', id: 'usr_1', name: 'Ada' } as const;

export const sampleMe = {
  kind: 'apikey',
  id: 'key_1',
  userId: 'usr_1',
  name: 'Ada',
  role: 'developer',
  rights: ['call', 'read', 'write', 'deploy'],
  servers: 'all',
  groups: [],
  hasPassword: false,
  createdAt: at,
};

/** @param url of the platform */
export const sampleServer = (url: string, more: Partial<Server> = {}): Server => ({
  id: 'srv_1',
  slug: 'weather',
  name: 'Weather',
  description: '',
  status: 'live',
  visibility: 'private',
  access: 'organisation',
  source: { provider: 'git', repository: 'weather' },
  auth: { method: 'none' },
  replicas: 1,
  headers: [],
  limits: {},
  disabled: false,
  tools: 1,
  liveDeploymentId: null,
  lastDeploymentFailed: false,
  lastDeployedAt: null,
  mcpUrl: `${url}/s/weather/mcp`,
  // The public address, which can differ from the one that the user logged in at.
  gitUrl: 'https://public.example.com/git/weather.git',
  createdBy: actor,
  createdAt: at,
  updatedAt: at,
  ...more,
});

export const sampleDeployment = (sha: string, more: Partial<Deployment> = {}): Deployment => ({
  id: 'dep_1',
  serverId: 'srv_1',
  status: 'live',
  stage: 'promotion',
  stages: [],
  trigger: 'push',
  actor,
  commit: { sha, message: 'Deploy weather', author: 'Ada', at },
  createdAt: at,
  ...more,
});

export const sampleLine = (n: number, text: string): LogLine => ({ n, stage: 'image', stream: 'stdout', at, text });
