/** IPv4 ranges as `[first address, prefix length]`, addresses as unsigned 32-bit numbers. */
export interface Range {
  base: number;
  prefix: number;
}

/** @throws RangeError when the text is not an IPv4 range in CIDR notation */
export function parseRange(cidr: string): Range {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const numbers = match?.slice(1).map(Number) ?? [];
  const prefix = numbers[4] ?? 99;
  if (!match || prefix > 32 || numbers.slice(0, 4).some((octet) => octet > 255))
    throw new RangeError(`${cidr} is not an IPv4 range such as 10.213.0.0/16.`);
  const address = numbers.slice(0, 4).reduce((sum, octet) => sum * 256 + octet, 0);
  return { base: address - (address % 2 ** (32 - prefix)), prefix };
}

/** A range in CIDR notation, e.g. `10.0.0.0/24`. */
export function formatRange({ base, prefix }: Range): string {
  return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${prefix}`;
}

/** Whether two ranges have an address in common. */
export function overlaps(a: Range, b: Range): boolean {
  const size = 2 ** (32 - Math.min(a.prefix, b.prefix));
  return Math.floor(a.base / size) === Math.floor(b.base / size);
}

/**
 * The first free range of the given size within the pool; undefined when there is none. The search starts at a range
 * that depends on `seed`, so that installations on one machine rarely choose the same range.
 */
export function freeRange(pool: Range, prefix: number, taken: Range[], seed: string): Range | undefined {
  const count = 2 ** (prefix - pool.prefix);
  const size = 2 ** (32 - prefix);
  const used = new Set<number>();
  for (const { base, prefix: takenPrefix } of taken.filter((range) => overlaps(pool, range))) {
    const first = Math.max(0, Math.floor((base - pool.base) / size));
    const last = Math.min(count - 1, Math.floor((base + 2 ** (32 - takenPrefix) - 1 - pool.base) / size));
    for (let index = first; index <= last; index++) used.add(index);
  }
  let start = 0;
  for (const char of seed) start = (start * 31 + char.charCodeAt(0)) % count;
  for (let step = 0; step < count; step++) {
    const index = (start + step) % count;
    if (!used.has(index)) return { base: pool.base + index * size, prefix };
  }
  return undefined;
}

/** RTF_REJECT of linux/route.h. */
const rejects = 0x0200;

/**
 * Ranges that this machine routes, from the text of `/proc/net/route`, without the default route and routes that
 * reject.
 */
export function routedRanges(procNetRoute: string): Range[] {
  return routes(procNetRoute).map(({ range }) => range);
}

/** The same, only of the routes that lead to one interface. */
export function routedThrough(procNetRoute: string, name: string): Range[] {
  return routes(procNetRoute).flatMap((route) => (route.name === name ? [route.range] : []));
}

function routes(procNetRoute: string): { name: string; range: Range }[] {
  return procNetRoute
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [name, destination, , flags, , , , mask] = line.trim().split(/\s+/);
      if (!name || !destination || !mask || mask === '00000000') return [];
      if (Number.parseInt(flags ?? '0', 16) & rejects) return [];
      const prefix = 32 - Math.round(Math.log2(2 ** 32 - reverseHex(mask)));
      return [{ name, range: { base: reverseHex(destination), prefix } }];
    });
}

function reverseHex(littleEndian: string): number {
  return Number.parseInt((littleEndian.match(/../g) ?? []).reverse().join(''), 16);
}
