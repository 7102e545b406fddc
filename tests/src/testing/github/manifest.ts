import { randomBytes } from 'node:crypto';
import { permissionProblems, recordedEvents } from './published.js';
import type { World } from './world.js';

const nameMaxLength = 34;

/**
 * Takes the manifest of an App as GitHub's page does after its user has confirmed it.
 * @param form body of the request: the field `manifest` of a form
 * @returns where the browser is sent to
 * @throws Error for a manifest that GitHub refuses
 */
export function registerFromManifest(world: World, form: string, state: string): string {
  const manifest = JSON.parse(new URLSearchParams(form).get('manifest')!);
  const problems = [
    ...permissionProblems(manifest.default_permissions),
    ...manifest.default_events.filter((event: string) => !recordedEvents.some(({ name }) => name === event)),
  ];
  if (!(manifest.name.length <= nameMaxLength)) problems.push('The name is too long.');
  for (const url of [manifest.url, manifest.hook_attributes.url, manifest.redirect_url, manifest.setup_url])
    if (!URL.canParse(url)) problems.push(`${url} is no URL.`);
  if (problems.length > 0) throw new Error(`GitHub refuses the manifest: ${problems.join('; ')}`);
  const code = randomBytes(20).toString('hex');
  world.manifests.set(code, world.newApp({ name: manifest.name, hookUrl: manifest.hook_attributes.url }));
  return `${manifest.redirect_url}?${new URLSearchParams({ code, state }).toString()}`;
}
