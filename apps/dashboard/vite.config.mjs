import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig } from 'vite';

/**
 * Every asset is compressed once, here, as well as it can be; the gateway only picks the form that the browser takes.
 */
const precompress = {
  name: 'precompress',
  apply: 'build',
  closeBundle() {
    const folder = join(import.meta.dirname, 'build/assets');
    if (!existsSync(folder)) return;
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, file));
      if (!/\.(js|css|svg)$/.test(file) || bytes.length < 512) continue;
      writeFileSync(
        join(folder, `${file}.br`),
        brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
      );
      writeFileSync(join(folder, `${file}.gz`), gzipSync(bytes, { level: 9 }));
    }
  },
};

/**
 * The forms for tools name this validator in a helper for tests; it compiles code at run time, which the policy
 * forbids, and is not installed.
 */
const withoutAjv = {
  name: 'without-ajv',
  enforce: 'pre',
  resolveId: (id) => (id === '@rjsf/validator-ajv8' ? `\0${id}` : null),
  load: (id) => (id === '\0@rjsf/validator-ajv8' ? 'export default null;' : null),
};

export default defineConfig({
  plugins: [react(), withoutAjv, precompress],
  css: { postcss: { plugins: [mantine()] } },
  // The gateway puts a fresh nonce in this place of every page it sends.
  html: { cspNonce: 'toolyard-csp-nonce' },
  build: {
    outDir: 'build',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A font or picture inside a style sheet would need a wider policy than the gateway sends.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Few files for the first page, and none of them changes when another page does.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules.(react|react-dom|scheduler|@tanstack)./, priority: 2 },
            { name: 'shared', minShareCount: 5, priority: 1 },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 1_000,
  },
  server: { proxy: { '^/(api|s|git|oauth|scim|\\.well-known)/': process.env.TOOLYARD_URL ?? 'http://127.0.0.1:8080' } },
});
