import type { PlatformEvent } from '@toolyard/contracts';
import { serverCreated, testEndpoint, testRun as run } from '@toolyard/service/testing';
import { DeploymentsView } from '../deployments/deployments.view.js';

export const actor = { kind: 'user' as const, id: 'u', name: 'Ada' };
export const image = (n: number) => ({ digest: `sha256:${n}`, tag: `t${n}`, sizeBytes: n });
export const time = (second: number) => new Date(second * 1000).toISOString();

/** A view of one server `s`, and functions that add the events of its deployments `d1`, `d2`, … */
export function deploymentHistory(): {
  view: DeploymentsView;
  apply: (event: PlatformEvent) => void;
  /** With `imageOf` the image of that deployment is deployed again. */
  deploy: (n: number, trigger?: 'push' | 'variables' | 'rollback' | 'manual', sha?: string, imageOf?: number) => void;
  promote: (n: number) => void;
  built: (n: number, imageOf?: number) => void;
} {
  const view = new DeploymentsView();
  let position = 0n;
  const apply = (event: PlatformEvent) => view.apply({ ...event, position: ++position });
  apply(serverCreated({ serverId: 's', slug: 'slug', actor, at: time(0) }));
  return {
    view,
    apply,
    deploy: (n, trigger = 'push', sha = String(n), imageOf?: number) =>
      apply({
        type: 'DeploymentRequested',
        data: {
          deploymentId: `d${n}`,
          serverId: 's',
          slug: 'slug',
          repository: 'slug',
          commit: { sha, message: 'm', author: 'a', at: time(n) },
          trigger,
          image: imageOf === undefined ? undefined : image(imageOf),
          actor,
          at: time(n),
        },
      }),
    built: (n, imageOf = n) =>
      apply({
        type: 'ImageBuilt',
        data: {
          deploymentId: `d${n}`,
          image: image(imageOf),
          run,
          stages: [{ name: 'fetch', startedAt: time(n), endedAt: time(n) }],
          at: time(n),
        },
      }),
    promote: (n) => {
      apply({
        type: 'ToolsDiscovered',
        data: {
          deploymentId: `d${n}`,
          tools: [{ name: 'echo', inputSchema: {} }],
          changes: { added: ['echo'], changed: [], dropped: [] },
          endpoint: testEndpoint,
          at: time(n),
        },
      });
      apply({ type: 'Promoted', data: { deploymentId: `d${n}`, serverId: 's', at: time(n) } });
    },
  };
}

export const setVariable: PlatformEvent = {
  type: 'VariableSet',
  data: {
    serverId: 's',
    name: 'A',
    value: { dataKeyId: 'k', nonce: '', ciphertext: '', tag: '' },
    version: 1,
    actor,
    at: time(9),
  },
};
