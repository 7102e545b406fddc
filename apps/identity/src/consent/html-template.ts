/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | undefined | false | Part[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function text(part: Part): string {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(text).join('');
  if (part === undefined || part === false) return '';
  return String(part).replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Everything that is put in is escaped, for text and for quoted attributes; only other `html` is taken as it is. */
export function html(pieces: TemplateStringsArray, ...values: Part[]): Html {
  return new Html(pieces.map((piece, index) => piece + text(values[index])).join(''));
}
