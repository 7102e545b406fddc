import { anyOf } from '../any-of.js';
import { posix } from 'node:path';
import type { Tree } from '../dockerfile-text.js';
import { within } from './manifest.js';

const stdio = /StdioServerTransport|serveStdio|transportType:\s{0,5}['"]stdio['"]|\bfrom ['"]mcp-framework['"]/;
const http = anyOf(
  /StreamableHTTP|SSEServerTransport|createServer\(|\.listen\(|WebStandard|createMcpExpressApp/,
  /transportType:\s{0,5}['"](?:httpStream|sse)['"]|type:\s{0,5}['"]http-stream['"]/,
);
/** A server with both transports that takes stdio unless an option says something else. */
const stdioByDefault = anyOf(
  /(?:\?\?|\|\|)\s{0,5}['"]stdio['"]|default(?:\(|:\s{0,5})['"]stdio['"]/,
  /(?:let|const) transport(?:: \w{1,30})? = ['"]stdio['"]/,
);
/** An option that chooses HTTP, in a variable or an argument. */
const httpByOption = anyOf(
  /process\.env\.\w{0,40}(?:HTTP|SSE|TRANSPORT)\w{0,40}\s{0,3}===?\s{0,3}['"](?:true|1|http|sse|streamable-?http)['"]/i,
  /['"]--(?:http|sse|streamable\w{0,10})['"]/i,
);
const stdioByOption = /['"]--stdio['"]|===?\s{0,3}['"]stdio['"]/;
const imports = /(?:from|import|require)\s{0,5}\(?\s{0,5}['"](\.{1,2}\/[^'"\n]{1,200})['"]/g;
const mostFiles = 200;
const notSources = /(?:^|\/)(?:node_modules|__tests__|tests?|examples?|docs)\/|\.(?:test|spec|config)\.|\.d\.[cm]?ts$/;

/** True when the server speaks on its standard streams and listens on no port, as far as its sources show. */
export function speaksStdio(tree: Tree, folder: string, source: string | undefined, startText: string): boolean {
  const texts = source === undefined ? everySource(tree, folder) : reachable(tree, within(folder, source));
  const all = texts.join('\n');
  if (!stdio.test(all)) return false;
  if (!http.test(all)) return true;
  if (/http|sse/i.test(startText)) return false;
  return stdioByDefault.test(all) || (httpByOption.test(all) && !stdioByOption.test(all));
}

/** Texts of the sources of a project, for an entry whose source has another name. */
function everySource(tree: Tree, folder: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  return [...tree.texts]
    .filter(
      ([path]) => path.startsWith(prefix) && /\.[cm]?[jt]s$/.test(path) && !notSources.test(path.slice(prefix.length)),
    )
    .slice(0, mostFiles)
    .map(([, text]) => text);
}

/** Texts of a file and of the files that it imports by a relative path. */
function reachable(tree: Tree, entry: string): string[] {
  const queue = [entry];
  const seen = new Set(queue);
  const texts: string[] = [];
  for (let path = queue.shift(); path !== undefined && texts.length < mostFiles; path = queue.shift()) {
    const text = tree.texts.get(path);
    if (text === undefined) continue;
    texts.push(text);
    for (const [, target] of text.matchAll(imports)) {
      const found = resolved(tree, posix.normalize(posix.join(posix.dirname(path), target!)));
      if (found === undefined || seen.has(found)) continue;
      seen.add(found);
      queue.push(found);
    }
  }
  return texts;
}

function resolved(tree: Tree, path: string): string | undefined {
  const bare = path.replace(/\.[cm]?js$/, '');
  return [
    path,
    `${bare}.ts`,
    `${bare}.mts`,
    `${bare}.tsx`,
    `${bare}.js`,
    `${bare}.mjs`,
    `${bare}/index.ts`,
    `${bare}/index.js`,
  ].find((candidate) => tree.texts.has(candidate));
}
