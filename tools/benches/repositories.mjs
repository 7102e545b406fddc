#!/usr/bin/env node
// Plans the repositories of tests/recipes and prints what becomes of each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { size } from './kit/size.mjs';

const root = join(import.meta.dirname, '..', '..');
const { planOf } = await import(join(root, 'apps/builds/dist/build-plan/build-plan.js'));
const recipes = join(root, 'tests/recipes');
const most = size('BENCH_REPOSITORIES', 1_000, 3);
const options = {
  baseImages: { node: 'node:{version}-slim', python: 'python:{version}-slim' },
  cacheScope: 'recipe',
  commit: '0'.repeat(40),
};

let planned = 0;
let refused = 0;
const wrong = [];
const from = performance.now();
for (const file of readdirSync(recipes).filter((name) => name.endsWith('.yaml'))) {
  console.log(`\n${file}`);
  for (const recipe of parse(readFileSync(join(recipes, file), 'utf8')).slice(0, most)) {
    const { outcome, failure, lines = {} } = outcomeOf(recipe);
    if (failure) refused++;
    else planned++;
    const expected =
      failure === recipe.fails && Object.entries(recipe.lines ?? {}).every(([key, value]) => lines[key] === value);
    if (!expected) wrong.push(recipe.name);
    console.log(`  ${expected ? '   ' : 'BAD'} ${recipe.name.padEnd(66)} ${outcome}`);
  }
}
const ms = (performance.now() - from) / (planned + refused);
console.log(
  `\n${planned + refused} repositories: ${planned} planned, ${refused} refused with a reason, ${ms.toFixed(2)} ms each`,
);
if (wrong.length > 0) {
  console.error(`Other than expected: ${wrong.join('; ')}`);
  process.exitCode = 1;
}

function outcomeOf({ files, links = {}, settings, variables }) {
  const texts = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : JSON.stringify(content),
    ]),
  );
  const tree = {
    paths: new Set([...texts.keys(), ...Object.keys(links)]),
    texts,
    links: new Map(Object.entries(links)),
  };
  try {
    const { report } = planOf(tree, { ...options, settings, variables });
    const lines = Object.fromEntries(report.lines.map(({ key, value }) => [key, value]));
    const shown = ['language', 'version', 'package manager', 'dockerfile', 'root', 'start'].map((key) => lines[key]);
    return { lines, outcome: shown.filter(Boolean).join(', ') };
  } catch (failure) {
    return { failure: failure.code ?? failure.message, outcome: `${failure.code}: ${failure.message.split('. ')[0]}` };
  }
}
