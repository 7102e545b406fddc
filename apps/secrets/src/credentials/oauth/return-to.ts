/** A path of the platform that somebody wants to come back to, or the other one when it would lead anywhere else. */
export function pathBack(wanted: string | undefined, publicUrl: string, otherwise: string): string {
  if (wanted === undefined || wanted.length > 500 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) || wanted.includes('\\'))
    return otherwise;
  const base = new URL(publicUrl);
  if (!URL.canParse(wanted, base.href)) return otherwise;
  const url = new URL(wanted, base);
  // Dots that are resolved may leave two slashes in front, which a browser takes for another host.
  return url.origin === base.origin && !url.pathname.startsWith('//')
    ? url.pathname + url.search + url.hash
    : otherwise;
}
