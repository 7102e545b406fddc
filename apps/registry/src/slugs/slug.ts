import slugify from '@sindresorhus/slugify';

/**
 * A slug may become a host name, so it is one DNS label (RFC 1123) without runs of hyphens (which RFC 5890 reserves).
 * `new` is taken by the dashboard's page.
 */
export const slugPattern = /^(?!new$)[a-z0-9]+(-[a-z0-9]+)*$/;
export const slugMaxLength = 63;

/**
 * The address of a server by its name. Names without a single letter or digit that can be written in ASCII give
 * `fallback`.
 */
export function slugOf(name: string, fallback: string): string {
  const slug = slugify(name, { decamelize: false })
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, slugMaxLength)
    .replace(/^-+|-+$/g, '');
  return slugPattern.test(slug) ? slug : slug ? `${slug}-server` : fallback;
}
