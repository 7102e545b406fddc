import { clientGuides, type Proof } from '@toolyard/contracts';
import type { Platform } from '../api/platform.js';
import { badUse } from '../failure.js';
import type { Result } from '../terminal.js';

/** Shorter names that people type. */
const otherNames: Record<string, string> = { claude: 'claude-code', vscode: 'vs-code' };

/** How an MCP client is set up for a server: the steps that the dashboard shows. */
export async function config(platform: Platform, name: string, client: string, withKey: boolean): Promise<Result> {
  const { slug, mcpUrl, access } = await platform.server(name);
  const proof: Proof = withKey ? 'key' : access === 'public' ? 'none' : 'sign-in';
  const guides = clientGuides(slug, mcpUrl, proof);
  const id = Object.hasOwn(otherNames, client) ? otherNames[client] : client;
  const guide = guides.find((each) => each.id === id);
  if (!guide) throw badUse(`The client is one of: ${guides.map((each) => each.id).join(', ')}.`);
  const text = guide.steps.map((step) =>
    step.code ? `# ${step.text}\n# ${step.where}\n${step.code}` : `# ${step.text}`,
  );
  return { value: guide, text: text.join('\n\n') };
}
