import { existsSync } from 'node:fs';
import { join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * How Playwright launches the Chromium of this machine: `TOOLYARD_CHROMIUM`, or one on the path.
 * @throws Error when there is none
 */
export function chromiumOptions(): { executablePath: string; args: string[] } {
  const folders = (process.env['PATH'] ?? '').split(':');
  const executablePath =
    process.env['TOOLYARD_CHROMIUM'] ??
    names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!executablePath)
    throw new Error('There is no chromium on this machine. Install it, for example: sudo apt-get install chromium');
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return { executablePath, args };
}

/** Rules that axe checks a page by: WCAG 2.2 AA, and what its makers recommend. */
export const accessibilityRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
