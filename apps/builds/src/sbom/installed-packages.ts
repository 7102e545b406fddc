/** A package that is installed in an image. */
export interface InstalledPackage {
  kind: 'npm' | 'pypi' | 'deb' | 'apk';
  name: string;
  version: string;
  /** As the package says it; null when it says nothing. */
  license: string | null;
}

/** What the package managers of Node.js, Python, Debian and Alpine leave beside the files that they install. */
const readers: [path: RegExp, read: (text: string) => (InstalledPackage | null)[]][] = [
  [/\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/, (text) => [npmPackage(text)]],
  [/\.dist-info\/METADATA$|\.egg-info\/PKG-INFO$/, (text) => [pythonPackage(text)]],
  [/^\/var\/lib\/dpkg\/status(?:\.d\/[^/]+)?$/, (text) => blocks(text).map(debianPackage)],
  [/^\/lib\/apk\/db\/installed$/, (text) => blocks(text).map(alpinePackage)],
];

const longest = { name: 214, version: 128, license: 200 };

/** True for a file that names installed packages. @param path absolute */
export const namesPackages = (path: string): boolean => readers.some(([pattern]) => pattern.test(path));

/** The packages that such a file names; none where it is damaged. */
export function packagesIn(path: string, text: string): InstalledPackage[] {
  const read = readers.find(([pattern]) => pattern.test(path))?.[1];
  return (read?.(text) ?? []).filter(
    (one) => one !== null && one.name.length <= longest.name && one.version.length <= longest.version,
  ) as InstalledPackage[];
}

function npmPackage(text: string): InstalledPackage | null {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return null;
  }
  const { name, version, license } = (manifest ?? {}) as Record<string, unknown>;
  // Folders of modules inside a package have a manifest without a name or version.
  if (typeof name !== 'string' || typeof version !== 'string') return null;
  return installed('npm', name, version, typeof license === 'string' ? license : undefined);
}

/** Core metadata of Python packages: header lines up to an empty one. */
function pythonPackage(text: string): InstalledPackage | null {
  const fields = fieldsOf(text.split(/\r?\n\r?\n/, 1)[0]!);
  return installed(
    'pypi',
    fields.get('Name'),
    fields.get('Version'),
    fields.get('License-Expression') ?? fields.get('License'),
  );
}

function debianPackage(block: string): InstalledPackage | null {
  const fields = fieldsOf(block);
  const status = fields.get('Status');
  if (status !== undefined && !status.endsWith(' installed')) return null;
  return installed('deb', fields.get('Package'), fields.get('Version'));
}

function alpinePackage(block: string): InstalledPackage | null {
  const fields = fieldsOf(block);
  return installed('apk', fields.get('P'), fields.get('V'), fields.get('L'));
}

function installed(kind: InstalledPackage['kind'], name = '', version = '', license = ''): InstalledPackage | null {
  if (name === '' || version === '') return null;
  return { kind, name, version, license: license === '' || license.length > longest.license ? null : license };
}

const blocks = (text: string): string[] => text.split(/\n\n+/);

/** `Name: value` lines; continued lines are left out. */
function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !/^\s/.test(line) && !fields.has(line.slice(0, colon)))
      fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return fields;
}
