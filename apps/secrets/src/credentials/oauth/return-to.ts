/** The path to return to after the provider: the requested one, or `otherwise` when it leads to another origin. */
export function pathBack(requested: string | undefined, publicUrl: string, otherwise: string): string {
  if (
    requested === undefined ||
    requested.length > 500 ||
    !/^\/(?![/\\])[\x21-\x7e]*$/.test(requested) ||
    requested.includes('\\')
  )
    return otherwise;
  const base = new URL(publicUrl);
  if (!URL.canParse(requested, base.href)) return otherwise;
  const url = new URL(requested, base);
  // Dots that are resolved may leave two slashes in front, which a browser takes for another host.
  return url.origin === base.origin && !url.pathname.startsWith('//')
    ? url.pathname + url.search + url.hash
    : otherwise;
}
