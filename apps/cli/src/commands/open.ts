import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Platform } from '../api/platform.js';
import type { Result, Terminal } from '../terminal.js';

const programs: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Shows the page of a server in the browser: `BROWSER`, or that of the system. With `printOnly` it answers the URL. */
export async function open(platform: Platform, terminal: Terminal, name: string, printOnly: boolean): Promise<Result> {
  const { slug } = await platform.server(name);
  const url = `${platform.url}/servers/${slug}/overview`;
  const opened = !printOnly && (await startBrowser(terminal, url));
  const text = opened || printOnly ? url : `No browser could be started. Open ${url}`;
  return { value: { url }, text };
}

async function startBrowser({ env }: Terminal, url: string): Promise<boolean> {
  const [program, ...args] = env['BROWSER'] ? [env['BROWSER']] : (programs[process.platform] ?? ['xdg-open']);
  const child = spawn(program!, [...args, url], { env, stdio: 'ignore', detached: true });
  child.unref();
  return once(child, 'spawn').then(
    () => true,
    () => false,
  );
}
