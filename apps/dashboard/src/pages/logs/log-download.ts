import { fetchLines, type LogSource, mostLinesAtOnce } from '../../api/logs.js';
import { asText } from './log-text.js';

/** Reads the whole log as it is now and hands it to the browser as a file. */
export async function downloadLog(source: LogSource, name: string, onProgress: (share: number) => void): Promise<void> {
  const parts: string[] = [];
  let after = 0;
  let until = Infinity;
  while (after < until) {
    const page = await fetchLines(source, { after, limit: mostLinesAtOnce });
    if (until === Infinity) until = page.last;
    if (page.lines.length === 0) break;
    parts.push(asText(page.lines));
    after = page.nextAfter;
    onProgress(Math.min(1, after / until));
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
