import type { RunSpec } from '@toolyard/contracts';
import type Docker from 'dockerode';
import { HostRefusal } from './container-host.js';
import { gvisorRuntime } from './container-options.js';

/** @throws HostRefusal `sandbox_missing`: a server never runs outside of the sandbox that it asks for */
export async function assertSandbox(docker: Docker, { sandbox }: Pick<RunSpec, 'sandbox'>): Promise<void> {
  if (sandbox === undefined) return;
  const { Runtimes } = (await docker.info()) as { Runtimes?: Record<string, unknown> };
  if (Runtimes && gvisorRuntime in Runtimes) return;
  throw new HostRefusal(
    'sandbox_missing',
    `The server asks for \`sandbox: ${sandbox}\`, but the Docker Engine has no runtime \`${gvisorRuntime}\`. ` +
      'Nothing was started. Install gVisor and add its runtime to the engine, or remove `sandbox`, and deploy again.',
  );
}
