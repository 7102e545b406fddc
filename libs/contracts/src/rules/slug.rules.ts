import slugify from '@sindresorhus/slugify';

/**
 * A slug may become a host name, so it is one DNS label (RFC 1123) without runs of hyphens (which RFC 5890 reserves).
 * `new` is taken by the dashboard's page.
 */
export const slugPattern = /^(?!new$)[a-z0-9]+(-[a-z0-9]+)*$/;
/** In characters. */
export const slugMaxLength = 63;

/**
 * The slug that a server gets by its name, and the name of its repository unless another one is given.
 * @param fallback for names without a letter or digit that can be written in ASCII
 */
export function slugOf(name: string, fallback: string): string {
  const slug = slugify(name, { decamelize: false })
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, slugMaxLength)
    .replace(/^-+|-+$/g, '');
  return slugPattern.test(slug) ? slug : slug ? `${slug}-server` : fallback;
}

/** Name of a repository in the built-in git remote; the DTO of a server adds an optional owner for GitHub. */
export const repositoryPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
/** Names that git refuses or reads as something else: git-check-ref-format(1). */
export const repositoryReserved = /\.(git|lock)$|\.\./i;
