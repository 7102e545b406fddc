import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const assets: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** Links are relative, so that the page works behind any path. All its files are served from this origin. */
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Toolyard API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="docs/favicon-32x32.png">
</head>
<body>
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const start = `window.ui = SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', validatorUrl: null });\n`;

const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** Answers `/api/docs` and its files. @returns false for a file that does not exist */
export function serveDocs(res: ServerResponse, file: string): boolean {
  if (file === '') {
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    res.end(page);
    return true;
  }
  if (file === 'start.js') {
    res.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' });
    res.end(start);
    return true;
  }
  const type = assets[file];
  if (!type) return false;
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  sendFile(res, join(folder, file), { 'content-type': type, 'cache-control': 'public, max-age=3600' });
  return true;
}

/** Answers `/api/asyncapi.json`, the description of the events that `tools/events` makes. */
export function serveAsyncApi(res: ServerResponse): void {
  const file = resolve(import.meta.dirname, '../../../../docs/asyncapi.json');
  sendFile(res, file, { 'content-type': 'application/json; charset=utf-8' });
}

function sendFile(res: ServerResponse, path: string, headers: Record<string, string>): void {
  const stream = createReadStream(path);
  stream.once('open', () => {
    res.writeHead(200, headers);
    stream.pipe(res);
  });
  stream.once('error', () => res.destroy());
}
