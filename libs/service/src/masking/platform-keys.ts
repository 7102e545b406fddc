/**
 * API keys of the platform by their format, `ty_` and at least 32 characters of base64url, so that no service has to
 * know a key to mask it. The second pattern finds them inside base64 text, for instance in an `Authorization: Basic`
 * header, at the three alignments that base64 has.
 */
const plain = /ty_[0-9A-Za-z_-]{32,}/g;

/** What `ty_` is at each alignment, from the characters that every key has. */
const anchors = [
  { text: 'dHlf', back: 0, form: /dHlf[0-9A-Za-z+/_-]{40,}={0,2}/y },
  { text: 'R5X', back: 1, form: /[HXn3]R5X[w-z0-9+/_-][0-9A-Za-z+/_-]{40,}={0,2}/y },
  { text: '0eV', back: 0, form: /0eV[89][0-9A-Za-z+/_-]{40,}={0,2}/y },
];

/** Replaces API keys and tokens of the platform in a text, also where they are encoded. */
export function maskPlatformKeys(text: string, mask: string): string {
  let masked = text.includes('ty_') ? text.replace(plain, mask) : text;
  for (const anchor of anchors) masked = maskAnchored(masked, anchor, mask);
  return masked;
}

/** A native search for the anchor first: a pattern with three beginnings is many times slower. */
function maskAnchored(text: string, { text: anchor, back, form }: (typeof anchors)[number], mask: string): string {
  let out = '';
  let from = 0;
  for (let at = text.indexOf(anchor); at >= 0; at = text.indexOf(anchor, Math.max(at + 1, from))) {
    form.lastIndex = Math.max(from, at - back);
    const found = form.exec(text);
    if (!found) continue;
    out += text.slice(from, found.index) + mask;
    from = found.index + found[0].length;
  }
  return from === 0 ? text : out + text.slice(from);
}
