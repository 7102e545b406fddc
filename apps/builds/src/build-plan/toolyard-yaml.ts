import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { BuildFailure } from './build-failure.js';
import { FieldMistake, readFields, type ToolyardFile } from './build-fields.js';

/**
 * Reads a repository's `toolyard.yaml`.
 * @throws BuildFailure with the line and the field of the first mistake
 */
export function readToolyardFile(text: string): ToolyardFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const line = (offset: number) => lines.linePos(offset).line;
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw mistake(line(problem.pos[0]), problem.message);
  if (document.contents === null) return {};
  if (!isMap(document.contents)) throw mistake(1, 'the file must hold fields such as `port: 8080`');
  try {
    return readFields(document.toJS() as Record<string, unknown>);
  } catch (error) {
    if (error instanceof FieldMistake) throw mistake(line(offsetOf(document, error.path)), error.message);
    // The parser counts aliases, so that a short file does not become a long one.
    if (error instanceof ReferenceError) throw mistake(1, 'the file holds too many aliases');
    throw error;
  }
}

/** Where the name of a field is. */
function offsetOf(document: Document, path: string[]): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => String(isScalar(key) ? key.value : key) === path.at(-1))
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

function mistake(line: number, what: string): BuildFailure {
  return new BuildFailure(
    'fetch',
    'toolyard_yaml',
    `toolyard.yaml, line ${line}: ${what}. Nothing was built; correct the line and push again.`,
  );
}
