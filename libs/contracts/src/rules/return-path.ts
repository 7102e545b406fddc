/**
 * Guards a redirect against leading to another origin (CWE-601): answers path, search and hash in the form that a
 * browser resolves them to, or null when they may lead away. Length is for the caller to limit.
 * @example pathOnThisOrigin('/servers/a?x=1') // '/servers/a?x=1'
 * @example pathOnThisOrigin('/..//evil.example') // null
 */
export function pathOnThisOrigin(given: string | undefined): string | null {
  // Browsers drop control characters and read a backslash as a slash.
  if (given === undefined || !/^\/(?!\/)[^\\\p{Cc}]*$/u.test(given)) return null;
  const base = 'http://this.invalid';
  if (!URL.canParse(given, base)) return null;
  const url = new URL(given, base);
  // Dots are resolved by now: a path that begins with two slashes would name a host.
  if (url.origin !== base || url.pathname.startsWith('//')) return null;
  return url.pathname + url.search + url.hash;
}
