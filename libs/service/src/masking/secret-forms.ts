/** Shorter values are not masked, because that would make every text unreadable. */
export const shortestSecret = 4;
const shortestLine = 8;
/** Where `base64` (coreutils) and MIME break lines, and PEM. */
const wrapColumns = [76, 64];

/**
 * Every form in which a secret is recognised: as it is, each longer line of it, and both in the encodings that programs
 * print: escaped in JSON (also in JSON inside JSON, and with non-ASCII characters escaped), URL, HTML, hexadecimal, and
 * base64 in both alphabets, inside a longer base64 text, and broken into lines.
 */
export function secretForms(value: string): string[] {
  const lines = value.split(/\r?\n/).filter((line) => line.length >= shortestLine && line !== value);
  const forms = new Set<string>();
  for (const text of [value, ...lines]) {
    for (const form of [text, ...escaped(text), ...encoded(text)]) if (form.length >= shortestSecret) forms.add(form);
  }
  return [...forms];
}

function escaped(text: string): string[] {
  const once = jsonEscaped(text);
  const twice = jsonEscaped(once);
  const ascii = once.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return [
    once,
    twice,
    jsonEscaped(twice),
    ascii,
    jsonEscaped(ascii),
    once.replaceAll('/', '\\/'),
    html,
    html.replaceAll("'", '&#39;'),
    html.replaceAll("'", '&#x27;'),
  ];
}

function encoded(text: string): string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return [...urlForms(bytes.toString()), hex, hex.toUpperCase(), ...base64Forms(bytes)];
}

const jsonEscaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** @param text without lone surrogates, which have no URL form */
function urlForms(text: string): string[] {
  const component = encodeURIComponent(text);
  // RFC 3986 reserves what encodeURIComponent leaves.
  const strict = component.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const lowered = (form: string) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const forms = [component, strict, encodeURI(text), component.replaceAll('%20', '+'), strict.replaceAll('%20', '+')];
  return [...forms, ...forms.map(lowered)];
}

/**
 * A secret inside a longer base64 text starts at one of three alignments; the first and last characters depend on the
 * neighbours.
 */
function base64Forms(value: Buffer): string[] {
  const whole = value.toString('base64');
  const aligned = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), value])
      .toString('base64')
      .replace(/=+$/, '');
    const core = (value.length + shift) % 3 === 0 ? encoded : encoded.slice(0, -1);
    return core.slice(shift === 0 ? 0 : shift + 1);
  });
  const wrapped = wrapColumns.flatMap((columns) => (whole.length <= columns ? [] : linesOf(whole, columns)));
  return [...aligned, ...wrapped].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function linesOf(text: string, columns: number): string[] {
  const lines = [];
  for (let at = 0; at < text.length; at += columns) lines.push(text.slice(at, at + columns).replace(/=+$/, ''));
  return lines.filter((line) => line.length >= shortestLine);
}
