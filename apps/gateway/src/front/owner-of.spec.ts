import { describe, expect, test } from '@jest/globals';
import { ownerOf } from './owner-of.js';

describe('the REST API', () => {
  test('has one owner for each path', () => {
    const expected: Record<string, string | null> = {
      '/api/v1/servers': 'registry',
      '/api/v1/servers?mine=true': 'registry',
      '/api/v1/servers/srv_1': 'registry',
      '/api/v1/servers/srv_1/disable': 'registry',
      '/api/v1/servers/srv_1/tools': 'builds',
      '/api/v1/servers/srv_1/commits?search=a': 'builds',
      '/api/v1/servers/srv_1/deployments': 'builds',
      '/api/v1/deployments/dep_1': 'builds',
      '/api/v1/deployments/dep_1/rollback': 'builds',
      '/api/v1/deployments/dep_1/logs?after=3': 'analytics',
      '/api/v1/servers/srv_1/logs': 'analytics',
      '/api/v1/servers/srv_1/overview': 'analytics',
      '/api/v1/servers/srv_1/variables/NAME': 'secrets',
      '/api/v1/activity': 'analytics',
      '/api/v1/activity/export.csv': 'analytics',
      '/git/tools.git/info/refs?service=git-upload-pack': 'builds',
      '/webhooks/github': 'builds',
      '/webhooks/other': null,
      '/api/v1/other': null,
      '/api/v2/servers': null,
      '/gitx': null,
    };
    for (const [path, owner] of Object.entries(expected)) expect([path, ownerOf(path)]).toEqual([path, owner]);
  });
});
