import { fetchLines, type LogSource, mostLinesAtOnce } from '../../api/deployments/logs.js';
import { asText } from './log-text.js';

/** Reads the whole log as it is now and lets the browser save it as a file. */
export async function downloadLog(source: LogSource, name: string): Promise<void> {
  const texts: string[] = [];
  let after = 0;
  let until = Infinity;
  while (after < until) {
    const page = await fetchLines(source, { after, limit: mostLinesAtOnce });
    if (until === Infinity) until = page.last;
    if (page.lines.length === 0) break;
    texts.push(asText(page.lines));
    after = page.nextAfter;
  }
  const url = URL.createObjectURL(new Blob(texts, { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
